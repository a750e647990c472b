/** A user's file of rows, whatever its shape: JSONL, a JSON array, or a text file with one row a line. */
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { DataError } from '../../core/errors.js'
import { readJsonl } from './jsonl.js'

/** @throws DataError naming the place, for a file that can't be read as what its ending says. */
export async function* readRows(path: string): AsyncGenerator<{ value: unknown; where: string }> {
  if (extname(path) === '.json') yield* jsonArray(path)
  else if (extname(path) === '.txt') yield* textLines(path)
  else yield* readJsonl(path)
}

function* jsonArray(path: string): Generator<{ value: unknown; where: string }> {
  const text = readFileSync(path, 'utf8').replace(/^\ufeff/, '')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new DataError(`${path}: not JSON: ${(cause as Error).message}.`, {
      hint: 'A .json file holds one array of rows. One row a line is .jsonl.',
      cause,
    })
  }
  if (!Array.isArray(value)) {
    throw new DataError(`${path}: holds no array.`, {
      hint: 'A .json file holds one array of rows: [ {…}, {…} ].',
    })
  }
  yield* value.map((row, index) => ({ value: row, where: `${path}[${index}]` }))
}

function* textLines(path: string): Generator<{ value: unknown; where: string }> {
  const lines = readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '') yield { value: line.trim(), where: `${path}:${index + 1}` }
  }
}
