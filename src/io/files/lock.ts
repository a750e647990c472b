/**
 * One writer per folder. The lock is an exclusive SQLite transaction in a file of its own, so the kernel frees it
 * when its process dies, however it dies. Who holds it stands beside it, for messages only.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { PrerequisiteError } from '../../core/errors.js'
import { ownerOf, writeOwner } from './lock-owner.js'
import { machineFailure } from './machine-failure.js'

export interface Lock {
  release(): void
}

/**
 * Takes the lock of a folder, or returns null when another process holds it.
 * @throws PrerequisiteError (exit 3) for a folder that can't be written.
 */
export function tryLock(folder: string): Lock | null {
  let lock: Lock | null = null
  try {
    mkdirSync(folder, { recursive: true })
    lock = openLock(join(folder, '.lock.db'))
    if (lock) writeOwner(folder)
    return lock
  } catch (cause) {
    lock?.release()
    const refused = machineFailure(cause)
    throw new PrerequisiteError(
      refused?.message ?? `${folder} can't be written: ${(cause as Error).message}.`,
      {
        hint: `Give ${folder} room and permission, or name another folder (--set outputs=… for what a run makes).`,
        cause,
      },
    )
  }
}

/** @throws PrerequisiteError (exit 3) naming the process that holds the folder. */
export function lockFolder(folder: string): Lock {
  const lock = tryLock(folder)
  if (lock) return lock
  const { text, stopped } = ownerOf(folder)
  throw new PrerequisiteError(`${folder} is in use by another lattice (${text}).`, {
    hint: stopped
      ? `It is stopped: kill -CONT ${stopped} lets it go on, kill ${stopped} ends it. What it has finished is kept.`
      : 'Wait until it has ended, or use another outputs folder (--set outputs=…). Reading commands work meanwhile.',
  })
}

function openLock(path: string): Lock | null {
  const database = new Database(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null
    throw error
  }
}
