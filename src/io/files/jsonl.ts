import {
  closeSync,
  createReadStream,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { DataError } from '../../core/errors.js'
import { writeAll } from './atomic-write.js'

export interface Line {
  value: unknown
  /** `file:line`, for messages. */
  where: string
  /** Where the line starts in the file, in bytes. */
  offset: number
  /** Its length in bytes, without the line end. */
  length: number
}

/**
 * The rows of a JSONL file, one at a time. Blank lines are skipped; a BOM and CRLF are accepted.
 * @throws DataError naming `file:line` for a line that is not JSON.
 */
export async function* readJsonl(path: string): AsyncGenerator<Line> {
  let number = 0
  for await (const { bytes, offset } of linesOf(path)) {
    number += 1
    const text = withoutBom(bytes.toString('utf8'), number).trimEnd()
    if (text.trim() === '') continue
    yield {
      value: parseLine(text, `${path}:${number}`),
      where: `${path}:${number}`,
      offset,
      length: bytes.length,
    }
  }
}

/** The rows of a JSONL file that the program wrote itself, as records of a schema. */
export async function* readRecords<T extends z.ZodType>(
  path: string,
  schema: T,
): AsyncGenerator<z.output<T>> {
  for await (const { value, where } of readJsonl(path)) {
    const parsed = schema.safeParse(value)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new DataError(`${where}: ${issue?.path.join('.') || 'row'}: ${issue?.message}`)
    }
    yield parsed.data
  }
}

/** A JSONL file that grows: rows are buffered and reach the disk together at `sync`. */
export interface Appender {
  /** Where the row will stand, in bytes. */
  append(row: unknown): { offset: number; length: number }
  sync(): void
  close(): void
}

/**
 * Opens a JSONL file for appending. A torn last line, all that a crash can leave, is cut off first:
 * appending after it would make that line unreadable for ever.
 */
export function openAppender(path: string): Appender {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'a+')
  let end = wholeLines(file)
  ftruncateSync(file, end)
  let pending: Buffer[] = []
  const flush = () => {
    if (pending.length === 0) return
    writeAll(file, Buffer.concat(pending))
    pending = []
  }
  return {
    append(row) {
      const line = Buffer.from(`${JSON.stringify(row)}\n`)
      const place = { offset: end, length: line.length - 1 }
      pending.push(line)
      end += line.length
      if (pending.length >= 512) flush()
      return place
    },
    sync() {
      flush()
      fsyncSync(file)
    },
    close() {
      flush()
      fsyncSync(file)
      closeSync(file)
    },
  }
}

/** One row by its place, as an index remembers it. */
export function readRowAt(file: number, { offset, length }: { offset: number; length: number }): unknown {
  const bytes = Buffer.alloc(length)
  readSync(file, bytes, 0, length, offset)
  return JSON.parse(bytes.toString('utf8'))
}

async function* linesOf(path: string): AsyncGenerator<{ bytes: Buffer; offset: number }> {
  let rest: Buffer = Buffer.alloc(0)
  let offset = 0
  for await (const chunk of createReadStream(path)) {
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
    let start = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      yield { bytes: bytes.subarray(start, end), offset: offset + start }
      start = end + 1
    }
    offset += start
    rest = bytes.subarray(start)
  }
  if (rest.length > 0) yield { bytes: rest, offset }
}

function withoutBom(text: string, line: number): string {
  return line === 1 && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function parseLine(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const start = text.length > 60 ? `${text.slice(0, 60)}…` : text
    throw new DataError(`${where}: not JSON: ${start}`, {
      hint: 'Each line of a .jsonl file holds one JSON object. Mend or remove this line.',
      cause,
    })
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
