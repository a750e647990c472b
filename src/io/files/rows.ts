/**
 * A user's rows, whatever their shape: JSONL, a JSON array, CSV, TSV, or a text with one row a line; packed with gzip or
 * not; a file or stdin. All but a JSON array are streamed.
 */
import type { Readable } from 'node:stream'
import { DataError } from '../../core/errors.js'
import { jsonFault } from '../../core/json-fault.js'
import { openBytes } from './bytes.js'
import { parseJsonl, parseLines } from './jsonl.js'
import { requireShallow } from './nesting.js'
import { parseCsv } from './table.js'
import { wholeText } from './text-chunks.js'

export interface Row {
  value: unknown
  /** `file:line`, for messages. */
  where: string
}

/**
 * @param path a file, or `-` for stdin
 * @param format default: what its ending says, else its first character; `table` too, but what shows no sign is CSV;
 *   with one, a line of JSONL that is not JSON is a row all the same: its text
 * @throws DataError naming the place that can't be read
 */
export async function* readRows(
  path: string,
  { stdin, format }: { stdin?: Readable | undefined; format?: Format | 'table' | undefined } = {},
): AsyncGenerator<Row> {
  for await (const row of rowsOf(path, stdin, format)) {
    requireShallow(row.value, row.where)
    yield row
  }
}

async function* rowsOf(
  path: string,
  stdin: Readable | undefined,
  asked: Format | 'table' | undefined,
): AsyncGenerator<Row> {
  const { shown, first, all } = await openBytes(path, stdin)
  const guessed = () => formatByName(path) ?? formatByStart(first, asked === 'table' ? 'csv' : 'text')
  const format = asked === undefined || asked === 'table' ? guessed() : asked
  if (format === 'json') yield* jsonArray(await wholeText(all, shown), shown)
  else if (format === 'text') yield* parseLines(all, shown)
  else if (format === 'jsonl')
    yield* parseJsonl(all, shown, { faults: asked === undefined ? 'refused' : 'as text' })
  else {
    const table = parseCsv(all, { shown, delimiter: format === 'tsv' ? '\t' : ',' })
    for await (const { row, where } of table) yield { value: row, where }
  }
}

type Format = 'json' | 'jsonl' | 'text' | 'csv' | 'tsv'

const endings: Readonly<Record<string, Format>> = {
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  txt: 'text',
  csv: 'csv',
  tsv: 'tsv',
}

function formatByName(path: string): Format | undefined {
  const name = path.replace(/\.gz$/i, '').toLowerCase()
  return endings[name.slice(name.lastIndexOf('.') + 1)]
}

function formatByStart(first: Buffer, otherwise: 'text' | 'csv'): Format {
  const [start] = first
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
  if (start === '[') return 'json'
  return start === '{' || (start === '"' && otherwise === 'text') ? 'jsonl' : otherwise
}

function* jsonArray(text: string, shown: string): Generator<Row> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const fault = jsonFault(text)
    throw new DataError(`${shown}:${fault?.line}:${fault?.column}: not JSON: ${fault?.problem}.`, {
      hint: 'A .json file holds one array of rows. One row a line is .jsonl.',
      cause,
      unquoted: `${shown}: not JSON.`,
    })
  }
  if (!Array.isArray(value)) {
    throw new DataError(`${shown}: holds no array.`, {
      hint: 'A .json file holds one array of rows: [ {…}, {…} ].',
    })
  }
  yield* value.map((row, index) => ({ value: row, where: `${shown}[${index}]` }))
}
