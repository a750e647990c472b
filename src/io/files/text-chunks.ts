/** A file or stdin as text, chunk by chunk, whatever its size; unpacked when it is gzip. */
import { DataError } from '../../core/errors.js'
import { openBytes } from './bytes.js'

/**
 * The text of a file, or of stdin for `-`. A BOM stays.
 * @throws DataError when there is no such file, or that says after how many bytes it is no UTF-8
 */
export async function* textChunks(path: string): AsyncGenerator<string> {
  const { shown, all } = await openBytes(path)
  yield* utf8Text(all, shown)
}

/** The same of bytes that are at hand; `shown` is how messages call them. */
export async function* utf8Text(all: AsyncIterable<Buffer>, shown: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let bytes = 0
  for await (const chunk of all) {
    yield decoded(() => decoder.decode(chunk, { stream: true }), shown, bytes)
    bytes += chunk.length
  }
  yield decoded(() => decoder.decode(), shown, bytes)
}

/** Lines with their ends; the last one may have none. */
export async function* linesOfText(path: string): AsyncGenerator<string> {
  let pieces: string[] = []
  for await (const chunk of textChunks(path)) {
    const [first, ...rest] = chunk.split('\n')
    pieces.push(first as string)
    for (const line of rest) {
      yield `${pieces.join('')}\n`
      pieces = [line]
    }
  }
  const last = pieces.join('')
  if (last !== '') yield last
}

function decoded(decode: () => string, shown: string, bytes: number): string {
  try {
    return decode()
  } catch {
    throw new DataError(`${shown}: not UTF-8, somewhere after byte ${bytes}.`, {
      hint: 'Save the file as UTF-8.',
    })
  }
}
