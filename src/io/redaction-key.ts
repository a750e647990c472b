/**
 * The key of a project's placeholders: 32 random bytes in a file that only its owner reads, made on first use, or the
 * value of an environment variable that the config names. It lies outside of the outputs, which are shared.
 */
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { ConfigError, PrerequisiteError } from '../core/errors.js'
import { requireReadable } from './files/readable.js'

export const defaultKeyFile = '.lattice/redaction.key'

export interface KeySource {
  file: string
  /** Name of an environment variable that is read in place of the file. */
  env?: string | undefined
}

/** The key, or null when there is none yet. @throws PrerequisiteError when it can't be used as it is. */
export function readRedactionKey({ file, env }: KeySource): string | null {
  if (env !== undefined) return keyFromEnvironment(env)
  if (!existsSync(file)) return null
  requireReadable(file, { Failure: PrerequisiteError })
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new PrerequisiteError(`The redaction key ${file} can be read by others.`, {
      hint: `chmod 600 ${file}`,
    })
  }
  const key = readFileSync(file, 'utf8').trim()
  if (key.length >= shortest) return key
  throw new PrerequisiteError(`The redaction key ${file} is too short: ${key.length} characters.`, {
    hint: `Remove the file and a new one is made. Placeholders made with another key won't match.`,
  })
}

/** The key; the file is made when it isn't there. Of two processes that make it at once, both get the same. */
export function requireRedactionKey(source: KeySource): string {
  const known = readRedactionKey(source)
  if (known !== null) return known
  const { file } = source
  const partial = writtenBeside(file)
  try {
    linkSync(partial, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(partial, { force: true })
  }
  return readRedactionKey(source) as string
}

function writtenBeside(file: string): string {
  const partial = `${file}.partial-${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(partial, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
    chmodSync(partial, 0o600)
    return partial
  } catch (cause) {
    throw new PrerequisiteError(`The redaction key ${file} can't be made: ${(cause as Error).message}.`, {
      hint: '--key-file or redact.key_file names another place.',
      cause,
    })
  }
}

const shortest = 16

function keyFromEnvironment(name: string): string {
  const key = process.env[name] ?? ''
  if (key.length >= shortest) return key
  throw key === ''
    ? new PrerequisiteError(
        `The environment variable ${name}, which should hold the redaction key, is not set.`,
        {
          hint: 'Set it, or leave redact.key_env out to use a file.',
        },
      )
    : new ConfigError(`The redaction key in ${name} is too short: it needs ${shortest} characters.`)
}
