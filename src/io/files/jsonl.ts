import { isUtf8 } from 'node:buffer'
import { createReadStream, readSync } from 'node:fs'
import type { z } from 'zod'
import { DataError } from '../../core/errors.js'
import { jsonFault } from '../../core/json-fault.js'
import { isUtf16, mostAtOnce, utf16Hint } from './bytes.js'

export interface Line {
  value: unknown
  /** `file:line`, for messages. */
  where: string
  /** Where its JSON starts in the file, in bytes: after a BOM. */
  offset: number
  /** The length in bytes, without the line end. */
  length: number
}

/**
 * The rows of a JSONL file, one at a time. Blank lines are skipped; a BOM, CRLF and lone CR are accepted.
 * @throws DataError naming `file:line` for a line that is not JSON, or not UTF-8.
 */
export function readJsonl(path: string): AsyncGenerator<Line> {
  return parseJsonl(createReadStream(path), path)
}

/**
 * The same from any bytes; `shown` is how messages call them.
 * @param faults `as text`: a line that is not JSON is no error but its text, for who counts what can't be used
 */
export async function* parseJsonl(
  bytes: AsyncIterable<Buffer>,
  shown: string,
  { faults = 'refused' }: { faults?: 'refused' | 'as text' } = {},
): AsyncGenerator<Line> {
  for await (const { bytes: line, offset, where } of linesOf(bytes, shown)) {
    const text = textOf(line, where)
    if (text.trim() === '') continue
    const value = faults === 'refused' ? parseLine(text, where) : valueOrText(text)
    yield { value, where, offset, length: line.length }
  }
}

/** The lines of a text, without blank ones and without white space around them. */
export async function* parseLines(
  bytes: AsyncIterable<Buffer>,
  shown: string,
): AsyncGenerator<{ value: string; where: string }> {
  for await (const { bytes: line, where } of linesOf(bytes, shown)) {
    const value = textOf(line, where).trim()
    if (value.includes('\u0000')) throw new DataError(`${where}: a NUL, which no text has.`)
    if (value !== '') yield { value, where }
  }
}

/** The rows of a JSONL file that the program wrote itself, as records of a schema. */
export async function* readRecords<T extends z.ZodType>(
  path: string,
  schema: T,
): AsyncGenerator<z.output<T>> {
  for await (const { record } of readRecordLines(path, schema)) yield record
}

/** The same with the place of each record. @throws DataError naming `file:line` and the field. */
export async function* readRecordLines<T extends z.ZodType>(
  path: string,
  schema: T,
): AsyncGenerator<Omit<Line, 'value'> & { record: z.output<T> }> {
  for await (const { value, where, ...place } of readJsonl(path)) {
    const parsed = schema.safeParse(value)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new DataError(`${where}: ${issue?.path.join('.') || 'row'}: ${issue?.message}`)
    }
    yield { record: parsed.data, where, ...place }
  }
}

/** One row by its place, as an index remembers it. */
export function readRowAt(file: number, { offset, length }: { offset: number; length: number }): unknown {
  const bytes = Buffer.alloc(length)
  readSync(file, bytes, 0, length, offset)
  return JSON.parse(bytes.toString('utf8'))
}

interface RawLine {
  bytes: Buffer
  offset: number
  where: string
}

/** Without a BOM at the start of the first. Whatever ends a line in an editor ends it here. */
async function* linesOf(source: AsyncIterable<Buffer>, shown: string): AsyncGenerator<RawLine> {
  let number = 0
  for await (const fed of fedLines(source, () => `${shown}:${number + 1}`)) {
    for (const line of atReturns(fed)) {
      number += 1
      yield { ...(number === 1 ? withoutBom(line) : line), where: `${shown}:${number}` }
    }
  }
}

type Piece = Omit<RawLine, 'where'>

/** What line feeds divide. */
async function* fedLines(source: AsyncIterable<Buffer>, where: () => string): AsyncGenerator<Piece> {
  // The pieces of a line that is not yet whole: joined once, so that a line of many megabytes costs no more.
  let pieces: Buffer[] = []
  let held = 0
  let offset = 0
  for await (const chunk of source) {
    let start = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      const bytes = joined(pieces, chunk.subarray(start, end))
      yield { bytes, offset }
      pieces = []
      held = 0
      offset += bytes.length + 1
      start = end + 1
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start))
    held += chunk.length - start
    if (held > mostAtOnce) throw new DataError(`${where()}: a line of more than ${mostAtOnce / 2 ** 20} MB.`)
  }
  if (pieces.length > 0) yield { bytes: Buffer.concat(pieces), offset }
}

const joined = (pieces: Buffer[], last: Buffer) =>
  pieces.length === 0 ? last : Buffer.concat([...pieces, last])

/** A lone CR ends a line too, as on old Macs. In JSON it can't stand within a text, so nothing is torn. */
function* atReturns({ bytes, offset }: Piece): Generator<Piece> {
  let start = 0
  for (let end = bytes.indexOf(13); end !== -1 && end < bytes.length - 1; end = bytes.indexOf(13, start)) {
    yield { bytes: bytes.subarray(start, end), offset: offset + start }
    start = end + 1
  }
  yield { bytes: bytes.subarray(start), offset: offset + start }
}

const bom = Buffer.from('\ufeff')

function withoutBom({ bytes, offset }: Piece): Piece {
  if (!bytes.subarray(0, bom.length).equals(bom)) return { bytes, offset }
  return { bytes: bytes.subarray(bom.length), offset: offset + bom.length }
}

/** Bytes that are no UTF-8 would silently become question marks in what a model reads. */
function textOf(bytes: Buffer, where: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b
  throw new DataError(`${where}: not UTF-8.`, {
    hint: packed
      ? 'It is packed with gzip: unpack it first.'
      : isUtf16(bytes)
        ? utf16Hint
        : 'Save the file as UTF-8.',
  })
}

function valueOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function parseLine(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const fault = jsonFault(text)
    throw new DataError(`${where}:${fault?.column}: not JSON: ${fault?.problem}.`, {
      hint: 'Each line of a .jsonl file holds one JSON object. Mend or remove this line.',
      cause,
      unquoted: `${where}: not JSON.`,
    })
  }
}
