/** Whether there is a file to read, said before it is opened, in the words of every command. */
import { accessSync, constants, type Stats, statSync } from 'node:fs'
import type { ErrorDetails, LatticeError } from '../../core/errors.js'

type Failure = new (message: string, details?: ErrorDetails) => LatticeError

/**
 * What stands at `path`; pipes and devices too, since `<(zcat a.gz)` of a shell is one.
 * @param shown how messages call it
 * @throws Failure when there is nothing, or a folder, or what may not be read
 */
export function requireReadable(
  path: string,
  { shown = path, Failure, missingHint }: { shown?: string; Failure: Failure; missingHint?: string },
): Stats {
  try {
    accessSync(path, constants.R_OK)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new Failure(`There is no file ${shown}.`, { hint: missingHint })
    }
    throw new Failure(`${shown} can't be read: ${reasons[code ?? ''] ?? message}.`, { cause })
  }
  const found = statSync(path)
  if (found.isDirectory()) throw new Failure(`${shown} is a folder, not a file.`)
  return found
}

const reasons: Record<string, string> = {
  EACCES: 'this user has no right to',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
}
