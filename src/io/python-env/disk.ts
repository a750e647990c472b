import { lstat, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { formatBytes } from '../../core/bytes.js'
import { PrerequisiteError } from '../../core/errors.js'
import { freeBytes } from '../files/free-space.js'
import type { LockFacts } from './lock.js'

/** What a folder takes on the disk, links not followed. 0 for one that is not there. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  let total = 0
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) total += await folderBytes(path)
    else
      total += await lstat(path).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      )
  }
  return total
}

/** @throws PrerequisiteError (exit 3) before anything is fetched that would not fit. */
export async function requireSpace(
  folder: string,
  { downloadBytes, installedBytes }: Pick<LockFacts, 'downloadBytes' | 'installedBytes'>,
): Promise<void> {
  const needed = downloadBytes + installedBytes - (await folderBytes(folder))
  const free = freeBytes(dirname(folder))
  if (free >= needed) return
  throw new PrerequisiteError(
    `${dirname(folder)} has ${formatBytes(free)} free, and set-up needs about ${formatBytes(needed)}.`,
    {
      hint: 'Make room (lattice env gc removes old environments), or set LATTICE_ENV_DIR to a folder elsewhere.',
    },
  )
}
