/**
 * A file under its final name is whole: write beside it, sync, rename, sync the folder.
 * Our own, since the library for this (write-file-atomic 7) ignores short writes and leaves a truncated file
 * under the final name when the disk is full.
 */
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** Writes a whole file or changes nothing. @throws the file system's error, e.g. ENOSPC. */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  const partial = `${path}.partial-${process.pid}`
  try {
    const file = openSync(partial, 'w')
    try {
      writeAll(file, typeof content === 'string' ? Buffer.from(content) : content)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
  syncFolder(dirname(path))
}

/** Copies a file, and returns when the copy would survive a power cut. */
export function copyFileSynced(from: string, to: string): void {
  copyFileSync(from, to)
  const file = openSync(to, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** A bare write may take only a part of the bytes without an error, on a nearly full disk for one. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written, bytes.length - written)
  }
}

/** Makes a rename or a new name in a folder survive a power cut. Windows has no such call. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
