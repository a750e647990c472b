/** What SQLite refuses, and what can't be read in the ledger, as errors that name the file and the way out. */
import Database from 'better-sqlite3'
import { LatticeError, PrerequisiteError } from '../../core/errors.js'
import { diskFull, isFull } from '../files/machine-failure.js'

/** The same calls; what they throw says which ledger it is about. */
export function explained<T extends object>(path: string, calls: T): T {
  const entries = Object.entries(calls).map(([name, call]: [string, (...given: unknown[]) => unknown]) => [
    name,
    (...given: unknown[]) => {
      try {
        return call(...given)
      } catch (cause) {
        throw ledgerFailure(cause, path)
      }
    },
  ])
  return Object.fromEntries(entries) as T
}

/** An error that is not about the file, such as a broken constraint, stays what it is. */
export function ledgerFailure(cause: unknown, path: string): unknown {
  // Only what this program wrote is parsed: a row that is not JSON was changed by something else.
  if (cause instanceof SyntaxError) return damaged(path, 'a row of it is not what was written', cause)
  if (!(cause instanceof Database.SqliteError)) return cause
  const { code, message } = cause
  if (code === 'SQLITE_FULL' || (code.startsWith('SQLITE_IOERR') && isFull(path)))
    return diskFull({ file: path, cause })
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return locked(path, cause)
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return damaged(path, message, cause)
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)/.test(code)) return unwritable(path, message, cause)
  if (code.startsWith('SQLITE_IOERR')) {
    const hint =
      'A fault of the disk or its network, or a limit on the size of files (ulimit -f). Mend that, or copy the folder elsewhere, and run the same command again: finished work is kept.'
    return new LatticeError(`The ledger ${path} can't be read or written: ${message} (${code}).`, {
      hint,
      cause,
    })
  }
  return cause
}

/** Whether the ledger itself may be whole, and only can't be written. */
export function isUnwritable(error: unknown): boolean {
  const { cause } = error as { cause?: unknown }
  return (
    cause instanceof Database.SqliteError && /^SQLITE_(READONLY|CANTOPEN|PERM|FULL|IOERR)/.test(cause.code)
  )
}

function locked(path: string, cause: Error): PrerequisiteError {
  return new PrerequisiteError(`The ledger ${path} is locked by another program.`, {
    hint: 'A database browser, a backup or a sync may have it open. Close that and run the same command again: finished work is kept.',
    cause,
  })
}

function damaged(path: string, what: string, cause: Error): LatticeError {
  return new LatticeError(`The ledger ${path} is damaged: ${what}.`, {
    hint: `Move it away (mv ${path} ${path}.damaged), with its -wal and -shm if they are there, and run the same command again.`,
    cause,
  })
}

function unwritable(path: string, what: string, cause: Error): PrerequisiteError {
  return new PrerequisiteError(`The ledger ${path} can't be written: ${what}.`, {
    hint: 'Give this user the right to write there, or name another folder (--set outputs=…).',
    cause,
  })
}
