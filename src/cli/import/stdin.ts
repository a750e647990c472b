import { createWriteStream, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { overlayFromSet } from '../../core/config/overlay.js'
import { ConfigError, DataError } from '../../core/errors.js'
import { loadConfig } from '../../io/config-file.js'
import { contentHash } from '../../io/files/hash.js'
import { stateOf } from '../../io/files/lock-owner.js'
import { outputsOf, type RunFlags } from '../request.js'

/**
 * Copies stdin to `outputs/imported/`, named by its content, and returns the path.
 * @throws DataError when nothing comes
 * @throws ConfigError where identifiers are to be redacted: the copy would hold them
 */
export async function keptStdin(flags: RunFlags): Promise<string> {
  refuseRedacted(flags)
  const folder = join(outputsOf(flags), 'imported')
  mkdirSync(folder, { recursive: true })
  clearPartials(folder)
  const partial = join(folder, `${process.pid}.partial`)
  try {
    await pipeline(process.stdin, createWriteStream(partial))
    if (statSync(partial).size === 0) {
      throw new DataError('stdin: there is nothing in it.', {
        hint: 'The program before the | wrote nothing, or failed.',
      })
    }
    const path = join(folder, `stdin-${contentHash(partial).slice(0, 12)}`)
    renameSync(partial, path)
    return path
  } finally {
    rmSync(partial, { force: true })
  }
}

/** What imports left that were killed. */
function clearPartials(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid] = /^(\d+)\.partial$/.exec(name) ?? []
    if (pid !== undefined && stateOf(Number(pid)) === 'gone') rmSync(join(folder, name), { force: true })
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
