/**
 * One writer per folder. The lock is an exclusive SQLite transaction in a file of its own, so the kernel frees it
 * when its process dies, however it dies. Who holds it stands beside it, for messages only.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { PrerequisiteError } from '../../core/errors.js'

export interface Lock {
  release(): void
}

/** Takes the lock of a folder, or returns null when another process holds it. */
export function tryLock(folder: string): Lock | null {
  mkdirSync(folder, { recursive: true })
  const database = new Database(join(folder, '.lock.db'), { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null
    throw error
  }
  writeFileSync(
    ownerFile(folder),
    `process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}\n`,
  )
  return { release: () => database.close() }
}

/** @throws PrerequisiteError (exit 3) naming the process that holds the folder. */
export function lockFolder(folder: string): Lock {
  const lock = tryLock(folder)
  if (lock) return lock
  throw new PrerequisiteError(`${folder} is in use by another lattice (${ownerOf(folder)}).`, {
    hint: 'Wait until it has ended, or use another outputs folder (--set outputs=…). Reading commands work meanwhile.',
  })
}

const ownerFile = (folder: string) => join(folder, '.lock-owner')

function ownerOf(folder: string): string {
  try {
    return readFileSync(ownerFile(folder), 'utf8').trim()
  } catch {
    return 'unknown process'
  }
}
