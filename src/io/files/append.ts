import { closeSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readSync } from 'node:fs'
import { dirname } from 'node:path'
import { naming, writeAll } from './atomic-write.js'

/** A JSONL file that grows: rows are buffered and reach the disk together at `sync`. */
export interface Appender {
  /** The length of the file with all that was appended, in bytes. */
  length(): number
  /** Where the row will stand, in bytes. */
  append(row: unknown): { offset: number; length: number }
  sync(): void
  close(): void
}

/**
 * Opens a JSONL file for appending. A torn last line, all that a crash can leave, is cut off first:
 * appending after it would make that line unreadable for ever.
 * @param longest bytes of the file that are kept, for who knows where the last finished piece of work ends
 */
export function openAppender(path: string, longest = Number.POSITIVE_INFINITY): Appender {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'a+')
  let end = Math.min(wholeLines(file), longest)
  let written = end
  ftruncateSync(file, end)
  let pending: Buffer[] = []
  const flush = () => {
    if (pending.length === 0) return
    try {
      writeAll(file, Buffer.concat(pending))
    } catch (error) {
      // On a full disk a part may have been taken: a later try must not come after it.
      ftruncateSync(file, written)
      throw naming(path, error)
    }
    written = end
    pending = []
  }
  const sync = () => {
    flush()
    try {
      fsyncSync(file)
    } catch (error) {
      throw naming(path, error)
    }
  }
  return {
    length: () => end,
    append(row) {
      const line = Buffer.from(`${JSON.stringify(row)}\n`)
      const place = { offset: end, length: line.length - 1 }
      pending.push(line)
      end += line.length
      if (pending.length >= 512) flush()
      return place
    },
    sync,
    close() {
      try {
        sync()
      } finally {
        closeSync(file)
      }
    },
  }
}

/** The length of a file up to and including its last line end. */
function wholeLines(file: number): number {
  const block = Buffer.alloc(65_536)
  for (let end = fstatSync(file).size; end > 0; end -= block.length) {
    const start = Math.max(0, end - block.length)
    const read = readSync(file, block, 0, end - start, start)
    const newline = block.subarray(0, read).lastIndexOf(10)
    if (newline !== -1) return start + newline + 1
  }
  return 0
}
