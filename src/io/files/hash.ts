import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { hashOf } from '../../core/canonical.js'

export interface FileHash {
  /** Path below the folder, with forward slashes. */
  name: string
  sha256: string
  bytes: number
}

/** sha256 of a file, read in pieces. */
export function hashFile(path: string): { sha256: string; bytes: number } {
  const digest = createHash('sha256')
  const file = openSync(path, 'r')
  const block = Buffer.alloc(1 << 20)
  let bytes = 0
  try {
    for (let read = readSync(file, block); read > 0; read = readSync(file, block)) {
      digest.update(block.subarray(0, read))
      bytes += read
    }
  } finally {
    closeSync(file)
  }
  return { sha256: digest.digest('hex'), bytes }
}

/** Every file below a folder with its hash, sorted by name. */
export function hashFolder(folder: string): FileHash[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => ({ name: relative(folder, path).split(sep).join('/'), ...hashFile(path) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The content hash of a file, or of a folder as the hash of its files' names and hashes. */
export function contentHash(path: string): string {
  if (!statSync(path).isDirectory()) return hashFile(path).sha256
  return hashOf(hashFolder(path).map(({ name, sha256 }) => [name, sha256]))
}
