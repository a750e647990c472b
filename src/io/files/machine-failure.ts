/** What the machine refuses, as an error that a person can act on: a full disk, a folder that may not be written. */
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { formatBytes } from '../../core/bytes.js'
import { LatticeError, PrerequisiteError } from '../../core/errors.js'
import { freeBytes } from './free-space.js'

interface SystemError extends Error {
  code?: string
  path?: string
  dest?: string
  syscall?: string
  /** How many bytes were to be written at once, where `writeAll` says so. */
  needed?: number
}

/** @returns null for an error that is not the machine's: it is what it is. */
export function machineFailure(cause: unknown): LatticeError | null {
  if (!(cause instanceof Error) || cause instanceof LatticeError) return null
  const { code = '', path, dest, syscall, needed } = cause as SystemError
  const file = (dest ?? path)?.replace(/\.partial(-\d+)?$/, '')
  if (noRoom.includes(code)) return diskFull({ file, needed, cause })
  // To read what is not there is a bug; to write, as in /proc or where a folder was removed meanwhile, is not.
  const nowhere = code === 'ENOENT' && syscall === 'write'
  const reason = nowhere ? 'nothing can be made there' : refusals[code]
  return reason === undefined || file === undefined ? null : refused({ file, reason, syscall, cause })
}

function refused({
  file,
  reason,
  syscall = '',
  cause,
}: {
  file: string
  reason: string
  syscall?: string | undefined
  cause: unknown
}): PrerequisiteError {
  const reading = ['open', 'read', 'stat', 'lstat', 'scandir', 'access'].includes(syscall)
  const verb = reading ? (syscall === 'open' ? 'opened' : 'read') : 'written'
  const hint = reading
    ? 'Give this user the right to, or name another file.'
    : 'Give this user the right to, or name another place (--out, or --set outputs=… for what a run makes).'
  return new PrerequisiteError(`${file} can't be ${verb}: ${reason}.`, { hint, cause })
}

/** Says where, how much is free there now, and how much was to be written. Exit 1. */
export function diskFull({
  file,
  needed,
  cause,
}: {
  file: string | undefined
  needed?: number | undefined
  cause: unknown
}): LatticeError {
  const { code } = cause as SystemError
  const rest = needed === undefined ? '' : `, and ${formatBytes(needed)} are to be written`
  if (code === 'EFBIG') {
    return new LatticeError(`${file ?? 'A file'} is larger than this user may write${rest}.`, {
      hint: `Raise the limit (ulimit -f unlimited). ${goesOn}`,
      cause,
    })
  }
  const quota = code === 'EDQUOT' ? 'The disk quota of this user is used up' : 'The disk is full'
  const where = file === undefined ? '' : `: ${roomAt(dirname(file))}${rest} (${file})`
  return new LatticeError(`${quota}${where}.`, { hint: `Make room there. ${goesOn}`, cause })
}

const goesOn = 'Then run the same command again: finished work is kept.'

const noRoom: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG']

const refusals: Record<string, string> = {
  EROFS: 'its disk is read-only',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'something else has this name',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open (ulimit -n)',
  ENFILE: 'too many files are open on this machine',
  EIO: 'the disk reports an error',
  ESTALE: 'its network disk has lost it',
}

function roomAt(folder: string): string {
  try {
    return `${folder} has ${formatBytes(freeBytes(folder))} free`
  } catch {
    return `no room in ${folder}`
  }
}

/** Whether so little is left where a file is that this explains why it could not be written. */
export function isFull(file: string): boolean {
  try {
    return freeBytes(dirname(file)) < statSync(dirname(file)).blksize * 16
  } catch {
    return false
  }
}
