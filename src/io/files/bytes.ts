/** The bytes of a file or of stdin, unpacked. */
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { DataError } from '../../core/errors.js'
import { requireReadable } from './readable.js'

/** What may be held in memory as one piece: a line, a cell, a whole JSON array. A text of V8 takes twice as much. */
export const mostAtOnce = 2 ** 28

/** The name that stands for stdin. */
export const stdinName = '-'

export interface Bytes {
  /** How messages call the source. */
  shown: string
  /** At least 16 bytes, or all there are. */
  first: Buffer
  /** All bytes, the first ones too. */
  all: AsyncIterable<Buffer>
}

/** @param path a file, or `-` for stdin @throws DataError when there is no such file */
export async function openBytes(path: string, stdin: Readable = process.stdin): Promise<Bytes> {
  const shown = path === stdinName ? 'stdin' : path
  const bytes = await peeked(unpacked(path === stdinName ? stdin : fileStream(path), shown))
  if (isUtf16(bytes.first)) throw new DataError(`${shown}: UTF-16, not UTF-8.`, { hint: utf16Hint })
  return { shown, ...bytes }
}

/** As PowerShell's `>` and "Unicode text" of Excel write it: with a mark at its start, or every other byte zero. */
export function isUtf16(first: Buffer): boolean {
  const zeros = (from: 0 | 1) => first.length > 3 && first.every((byte, at) => at % 2 !== from || byte === 0)
  return (first.length > 1 && [0xfeff, 0xfffe].includes(first.readUInt16BE(0))) || zeros(0) || zeros(1)
}

export const utf16Hint =
  "Save the file as UTF-8. PowerShell's > writes UTF-16; Out-File -Encoding utf8 does not."

function fileStream(path: string): Readable {
  requireReadable(path, { Failure: DataError })
  return createReadStream(path)
}

/** gzip is known by its first two bytes, whatever the file is called. */
async function* unpacked(source: AsyncIterable<Buffer>, shown: string): AsyncGenerator<Buffer> {
  const { first, all } = await peeked(source)
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* all
    return
  }
  const gunzip = createGunzip()
  const packed = Readable.from(all)
  packed.once('error', (error) => gunzip.destroy(error))
  try {
    yield* packed.pipe(gunzip) as AsyncIterable<Buffer>
  } catch (cause) {
    throw new DataError(`${shown}: the gzip file is damaged or cut off: ${(cause as Error).message}.`, {
      cause,
    })
  }
}

/** The first bytes, and all bytes with them. */
async function peeked(source: AsyncIterable<Buffer>): Promise<{ first: Buffer; all: AsyncIterable<Buffer> }> {
  const chunks = source[Symbol.asyncIterator]()
  const first: Buffer[] = []
  while (Buffer.concat(first).length < 16) {
    const { value, done } = await chunks.next()
    if (done) break
    first.push(Buffer.from(value))
  }
  async function* all() {
    yield* first
    for (;;) {
      const { value, done } = await chunks.next()
      if (done) return
      yield value
    }
  }
  return { first: Buffer.concat(first), all: all() }
}
