/**
 * A table from anywhere: CSV, TSV or JSONL, packed with gzip or not, a file or stdin. Rows are streamed, so a table may
 * be larger than memory. CSV is read by csv-parse, which knows quotes over several lines and streams by itself
 * (papaparse needs an adapter for Node's streams, and its row numbers go wrong after a quoted line end).
 */
import { createReadStream, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CsvError, type Info, parse } from 'csv-parse'
import { DataError } from '../../core/errors.js'
import { parseJsonl } from './jsonl.js'

export interface TableRow {
  /** By column; a CSV holds texts only. */
  row: Record<string, unknown>
  /** `file:line`, for messages. */
  where: string
}

export type TableFormat = 'csv' | 'tsv' | 'jsonl'

/** The name that stands for stdin. */
export const stdinName = '-'

/**
 * @param path a file, or `-` for stdin
 * @param format default: by the file's ending; where that says nothing, rows that begin with `{` are JSONL
 * @throws DataError naming `file:line` for what can't be read
 */
export async function* readTable(
  path: string,
  { format, stdin = process.stdin }: { format?: TableFormat | undefined; stdin?: Readable } = {},
): AsyncGenerator<TableRow> {
  const shown = path === stdinName ? 'stdin' : path
  const bytes = unpacked(path === stdinName ? stdin : fileStream(path), shown)
  const { first, all } = await peeked(bytes)
  const kind =
    format ?? formatByName(path) ?? (/^\ufeff?\s*\{/u.test(first.toString('utf8')) ? 'jsonl' : 'csv')
  if (kind === 'jsonl') yield* objectsOf(all, shown)
  else yield* parseCsv(all, { shown, delimiter: kind === 'tsv' ? '\t' : ',' })
}

function fileStream(path: string): Readable {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new DataError(`There is no file ${path}.`)
  if (!found.isFile()) throw new DataError(`${path} is not a file.`)
  return createReadStream(path)
}

function formatByName(path: string): TableFormat | undefined {
  const ending = path
    .replace(/\.gz$/i, '')
    .match(/\.([a-z]+)$/i)?.[1]
    ?.toLowerCase()
  if (ending === 'csv' || ending === 'tsv' || ending === 'jsonl') return ending
  return ending === 'ndjson' ? 'jsonl' : undefined
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

async function* objectsOf(bytes: AsyncIterable<Buffer>, shown: string): AsyncGenerator<TableRow> {
  for await (const { value, where } of parseJsonl(bytes, shown)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new DataError(`${where}: a row must be an object {…}.`)
    }
    yield { row: value as Record<string, unknown>, where }
  }
}

async function* parseCsv(
  bytes: AsyncIterable<Buffer>,
  { shown, delimiter }: { shown: string; delimiter: string },
): AsyncGenerator<TableRow> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    skip_empty_lines: true,
    columns: (names: string[]) => checkedNames(names, shown),
  })
  const source = Readable.from(bytes)
  source.once('error', (error) => parser.destroy(error))
  source.pipe(parser)
  try {
    for await (const entry of parser) {
      const { record, info } = entry as { record: Record<string, unknown>; info: Info }
      yield { row: record, where: `${shown}:${info.lines}` }
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw new DataError(`${shown}: not good CSV: ${cause.message}.`, {
      hint: 'Cells that hold commas, quotes or line ends stand in "quotes", and a quote within is doubled.',
      cause,
    })
  }
}

function checkedNames(names: string[], shown: string): string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new DataError(`${shown}:1: two columns are called "${twice}".`)
  return names
}
