import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { overlayFromSet } from '../../core/config/overlay.js'
import { ConfigError } from '../../core/errors.js'
import { loadConfig } from '../../io/config-file.js'
import { contentHash } from '../../io/files/hash.js'
import { outputsOf, type RunFlags } from '../request.js'

/**
 * Copies stdin to `outputs/imported/`, named by its content, and returns the path.
 * @throws ConfigError where identifiers are to be redacted: the copy would hold them
 */
export async function keptStdin(flags: RunFlags): Promise<string> {
  refuseRedacted(flags)
  const folder = join(outputsOf(flags), 'imported')
  mkdirSync(folder, { recursive: true })
  const partial = join(folder, `${process.pid}.partial`)
  try {
    await pipeline(process.stdin, createWriteStream(partial))
    const path = join(folder, `stdin-${contentHash(partial).slice(0, 12)}`)
    renameSync(partial, path)
    return path
  } finally {
    rmSync(partial, { force: true })
  }
}

function refuseRedacted({ config, set = [] }: RunFlags): void {
  const overlays = [{ key: 'data.answers.files', value: ['-'], source: '-' }, ...set.map(overlayFromSet)]
  const { types, prices } = loadConfig({ file: config, overlays }).config.redact
  if (types.length === 0 && !prices) return
  throw new ConfigError(
    'With redaction, what comes on stdin is not kept: it would lie in outputs as it came.',
    {
      hint: 'Put it into a file outside of outputs, and name that.',
    },
  )
}
