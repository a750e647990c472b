import { existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'

/** Bytes that this user may still write where a folder is, or will be. */
export function freeBytes(folder: string): number {
  if (!existsSync(folder) && dirname(folder) !== folder) return freeBytes(dirname(folder))
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
