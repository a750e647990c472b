/** A file or stdin as text, chunk by chunk, whatever its size; unpacked when it is gzip. */
import { isUtf8 } from 'node:buffer'
import { DataError } from '../../core/errors.js'
import { mostAtOnce, openBytes } from './bytes.js'

/**
 * The text of a file, or of stdin for `-`. A BOM stays.
 * @throws DataError when there is no such file, or that names the line that is not UTF-8
 */
export async function* textChunks(path: string): AsyncGenerator<string> {
  const { shown, all } = await openBytes(path)
  yield* utf8Text(all, shown)
}

/** The whole text of a file that is read as one piece, without a BOM. @throws DataError when that is too large */
export async function wholeText(all: AsyncIterable<Buffer>, shown: string): Promise<string> {
  const texts: string[] = []
  let length = 0
  for await (const text of utf8Text(all, shown)) {
    length += text.length
    if (length > mostAtOnce) {
      throw new DataError(
        `${shown}: more than ${mostAtOnce / 2 ** 20} MB, and it can only be read as one piece.`,
        {
          hint: 'As JSONL, one row a line, it may be of any size.',
        },
      )
    }
    texts.push(text)
  }
  return texts.join('').replace(/^\ufeff/, '')
}

/** The text of bytes that are at hand; `shown` is how messages call them. */
export async function* utf8Text(all: AsyncIterable<Buffer>, shown: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let line = 1
  let carried: Buffer = Buffer.alloc(0)
  for await (const chunk of all) {
    yield decoded(
      () => decoder.decode(chunk, { stream: true }),
      () => `${shown}:${line + goodLines(carried, chunk)}`,
    )
    line += linesIn(chunk)
    carried = openCharacter(chunk)
  }
  yield decoded(
    () => decoder.decode(),
    () => `${shown}:${line}`,
  )
}

/** Lines with their ends, of `\n`, `\r\n` or `\r`; the last one may have none. */
export async function* linesOfText(path: string): AsyncGenerator<string> {
  let pieces: string[] = []
  let held = ''
  for await (const chunk of textChunks(path)) {
    const text = held + chunk
    // It may be half of a line end.
    held = text.endsWith('\r') ? '\r' : ''
    for (const piece of text.slice(0, text.length - held.length).split(/(?<=\n|\r(?!\n))/)) {
      pieces.push(piece)
      if (!/[\r\n]$/.test(piece)) continue
      yield pieces.join('')
      pieces = []
    }
  }
  const last = pieces.join('') + held
  if (last !== '') yield last
}

function decoded(decode: () => string, where: () => string): string {
  try {
    return decode()
  } catch {
    throw new DataError(`${where()}: not UTF-8.`, { hint: 'Save the file as UTF-8.' })
  }
}

/** How many lines of a chunk come before the one that is no UTF-8. */
function goodLines(carried: Buffer, chunk: Buffer): number {
  let start = 0
  for (let lines = 0; ; lines += 1) {
    const end = chunk.indexOf(10, start)
    const line = chunk.subarray(start, end + 1)
    if (end === -1 || !isUtf8(start === 0 ? Buffer.concat([carried, line]) : line)) return lines
    start = end + 1
  }
}

/** The number of the first line that is no UTF-8. */
export const badLine = (bytes: Buffer) => 1 + goodLines(Buffer.alloc(0), bytes)

function linesIn(chunk: Buffer): number {
  let lines = 0
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1
  return lines
}

/** The last character when a chunk ends, which may be whole in the next one only. */
function openCharacter(chunk: Buffer): Buffer {
  const end = chunk.subarray(-3)
  const lead = end.findLastIndex((byte) => byte >= 0xc0)
  return lead === -1 ? end.subarray(3) : end.subarray(lead)
}
