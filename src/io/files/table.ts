/**
 * A table from anywhere: CSV, TSV or JSONL, packed with gzip or not, a file or stdin. Rows are streamed, so a table may
 * be larger than memory. CSV is read by csv-parse, which knows quotes over several lines and streams by itself
 * (papaparse needs an adapter for Node's streams, and its row numbers go wrong after a quoted line end).
 */
import { Readable } from 'node:stream'
import { CsvError, type Info, parse } from 'csv-parse'
import { DataError } from '../../core/errors.js'
import { mostAtOnce, openBytes } from './bytes.js'
import { parseJsonl } from './jsonl.js'
import { requireShallow } from './nesting.js'
import { utf8Text } from './text-chunks.js'

export interface TableRow {
  /** By column; a CSV holds texts only. */
  row: Record<string, unknown>
  /** `file:line`, for messages. */
  where: string
}

export type TableFormat = 'csv' | 'tsv' | 'jsonl'

/**
 * @param path a file, or `-` for stdin
 * @param format default: by the file's ending; where that says nothing, rows that begin with `{` are JSONL
 * @throws DataError naming `file:line` for what can't be read
 */
export async function* readTable(
  path: string,
  { format, stdin }: { format?: TableFormat | undefined; stdin?: Readable | undefined } = {},
): AsyncGenerator<TableRow> {
  const { shown, first, all } = await openBytes(path, stdin)
  const kind =
    format ?? formatByName(path) ?? (/^\ufeff?\s*\{/u.test(first.toString('utf8')) ? 'jsonl' : 'csv')
  if (kind === 'jsonl') yield* objectsOf(all, shown)
  else yield* parseCsv(all, { shown, delimiter: kind === 'tsv' ? '\t' : ',' })
}

function formatByName(path: string): TableFormat | undefined {
  const ending = path
    .replace(/\.gz$/i, '')
    .match(/\.([a-z]+)$/i)?.[1]
    ?.toLowerCase()
  if (ending === 'csv' || ending === 'tsv' || ending === 'jsonl') return ending
  return ending === 'ndjson' ? 'jsonl' : undefined
}

async function* objectsOf(bytes: AsyncIterable<Buffer>, shown: string): AsyncGenerator<TableRow> {
  for await (const { value, where } of parseJsonl(bytes, shown)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new DataError(`${where}: a row must be an object {…}.`)
    }
    requireShallow(value, where)
    yield { row: value as Record<string, unknown>, where }
  }
}

/** The rows of a CSV by column. */
export async function* parseCsv(
  bytes: AsyncIterable<Buffer>,
  { shown, delimiter }: { shown: string; delimiter: string },
): AsyncGenerator<TableRow> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: mostAtOnce,
    skip_empty_lines: true,
    // Spreadsheets write the rows below a table as commas.
    skip_records_with_empty_values: true,
    columns: (names: string[]) => checkedNames(names, shown),
  })
  const source = Readable.from(utf8Text(bytes, shown))
  source.once('error', (error) => parser.destroy(error))
  source.pipe(parser)
  try {
    for await (const entry of parser) {
      const { record, info } = entry as { record: Record<string, string>; info: Info }
      const where = `${shown}:${info.lines}`
      if (Object.values(record).some((cell) => cell.includes('\u0000')))
        throw new DataError(`${where}: a NUL, which no text has.`)
      yield { row: record, where }
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const line = (cause as CsvError & { lines?: number }).lines
    throw new DataError(`${shown}${line ? `:${line}` : ''}: not good CSV: ${cause.message}.`, {
      hint: 'Cells that hold commas, quotes or line ends stand in "quotes", and a quote within is doubled.',
      cause,
      unquoted: `${shown}: not good CSV.`,
    })
  }
}

function checkedNames(names: string[], shown: string): string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new DataError(`${shown}:1: two columns are called "${twice}".`)
  return names
}
