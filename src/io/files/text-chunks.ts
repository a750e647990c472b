/** A file or stdin as text, chunk by chunk, whatever its size. */
import { createReadStream, existsSync, statSync } from 'node:fs'
import { DataError, PrerequisiteError } from '../../core/errors.js'

/**
 * The text of a file, or of stdin for `-`. A BOM stays.
 * @throws DataError that says after how many bytes it is no UTF-8; PrerequisiteError when there is no such file.
 */
export async function* textChunks(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let bytes = 0
  for await (const chunk of bytesOf(path)) {
    yield decoded(() => decoder.decode(chunk, { stream: true }), path, bytes)
    bytes += chunk.length
  }
  yield decoded(() => decoder.decode(), path, bytes)
}

/** Lines without their ends. A last line without an end counts. */
export async function* linesOfText(path: string): AsyncGenerator<string> {
  let pieces: string[] = []
  for await (const chunk of textChunks(path)) {
    const [first, ...rest] = chunk.split('\n')
    pieces.push(first as string)
    for (const line of rest) {
      yield pieces.join('')
      pieces = [line]
    }
  }
  const last = pieces.join('')
  if (last !== '') yield last
}

function bytesOf(path: string): AsyncIterable<Buffer> {
  if (path === '-') return process.stdin
  if (!existsSync(path)) throw new PrerequisiteError(`There is no file ${path}.`)
  if (!statSync(path).isFile()) throw new DataError(`${path} is not a file.`)
  return createReadStream(path, { highWaterMark: 262_144 })
}

function decoded(decode: () => string, path: string, bytes: number): string {
  try {
    return decode()
  } catch {
    const name = path === '-' ? 'stdin' : path
    throw new DataError(`${name}: not UTF-8, somewhere after byte ${bytes}.`, {
      hint: 'Save the file as UTF-8.',
    })
  }
}
