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
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** Writes a whole file or changes nothing. @throws the file system's error, e.g. ENOSPC, with the file's name. */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  const file = openAtomic(path)
  try {
    file.write(content)
    file.commit()
  } catch (error) {
    file.abandon()
    throw error
  }
}

/** A file that comes in pieces: nothing has its name until `commit`, and after `abandon` nothing ever had. */
export interface AtomicFile {
  write(piece: string | Uint8Array): void
  commit(): void
  abandon(): void
}

/** @throws as each of its calls, the file system's error with the file's name */
export function openAtomic(path: string): AtomicFile {
  const partial = `${path}.partial-${process.pid}`
  const named = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw naming(path, error)
    }
  }
  let file: number | null = named(() => {
    mkdirSync(dirname(path), { recursive: true })
    return openSync(partial, 'w')
  })
  const close = () => {
    if (file !== null) closeSync(file)
    file = null
  }
  return {
    write: (piece) =>
      named(() => writeAll(file as number, typeof piece === 'string' ? Buffer.from(piece) : piece)),
    commit: () =>
      named(() => {
        fsyncSync(file as number)
        close()
        renameSync(partial, path)
        syncFolder(dirname(path))
      }),
    abandon() {
      close()
      rmSync(partial, { force: true })
    },
  }
}

/** Copies a whole file or changes nothing, and returns when the copy would survive a power cut. */
export function copyFileAtomic(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  const partial = `${to}.partial-${process.pid}`
  try {
    copyFileSync(from, partial)
    const file = openSync(partial, 'r+')
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(partial, to)
  } catch (error) {
    rmSync(partial, { force: true })
    throw naming(to, error)
  }
  syncFolder(dirname(to))
}

/** Removes what a killed process left half written in a folder that nobody else writes to now. */
export function removePartials(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/\.partial(-\d+)?$/.test(name)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** A bare write may take only a part of the bytes without an error, on a nearly full disk for one. */
export function writeAll(file: number, bytes: Uint8Array): void {
  try {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(file, bytes, written, bytes.length - written)
    }
  } catch (error) {
    throw Object.assign(error as Error, { needed: bytes.length })
  }
}

/** The error with the name of the file that was to be written: that of a write or a sync names none. */
export function naming(path: string, error: unknown): unknown {
  return Object.assign(error as Error, { path, dest: undefined, syscall: 'write' })
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
