/** `lattice dataset redact --check`: recall and precision on a labelled file. */
import { DataError } from '../core/errors.js'
import { type Accuracy, labelledText, tally } from '../core/redaction/accuracy.js'
import type { SpanType } from '../core/redaction/identifier.js'
import { wilson } from '../core/statistics/rate.js'
import { openBytes } from '../io/files/bytes.js'
import { parseJsonl } from '../io/files/jsonl.js'
import { printResult } from './terminal/result.js'
import { table } from './terminal/table.js'
import { readingWidth, wrap } from './terminal/wrap.js'

export async function checkRedaction({
  file,
  types,
  json,
}: {
  file: string
  types: readonly SpanType[]
  json: boolean
}): Promise<void> {
  const rows = []
  const { shown, all } = await openBytes(file)
  for await (const { value, where } of parseJsonl(all, shown)) rows.push(readRow(value, where))
  if (rows.length === 0) throw new DataError(`${shown}: holds no row.`)
  const counts = tally(rows, types)
  const measured = Object.fromEntries([...counts].map(([type, count]) => [type, measuresOf(count)]))
  const lookalikes = rows.filter(({ spans }) => spans.length === 0).length
  printResult(
    { rows: rows.length, lookalikes, types: measured },
    () => textOf(counts, rows.length, lookalikes),
    { json },
  )
}

function readRow(value: unknown, where: string) {
  try {
    return labelledText(value)
  } catch {
    throw new DataError(`${where}: no labelled text.`, {
      hint: 'A row is {"text": "…", "spans": [["email", 3, 18], …]}, with places in UTF-16 units.',
    })
  }
}

function measuresOf(count: Accuracy) {
  const { labelled, found, given, right } = count
  return {
    ...count,
    recall: rate(found, labelled),
    precision: rate(right, given),
  }
}

const rate = (part: number, whole: number) =>
  whole === 0 ? null : { value: part / whole, interval: wilson(part / whole, whole) }

function textOf(counts: ReadonlyMap<SpanType, Accuracy>, rows: number, lookalikes: number): string {
  const columns = [
    { title: '' },
    { title: 'labelled', align: 'right' as const },
    { title: 'recall, %', align: 'right' as const },
    { title: 'given', align: 'right' as const },
    { title: 'precision, %', align: 'right' as const },
    { title: 'readable', align: 'right' as const },
  ]
  const cells = [...counts].map(([type, { labelled, found, given, right, readable }]) => [
    type,
    String(labelled),
    percent(found, labelled),
    String(given),
    percent(right, given),
    String(readable),
  ])
  const note = `${rows} rows, ${lookalikes} of them without an identifier. Brackets: 95% Wilson intervals. A label is found when a span of its type agrees with it to three quarters; it is readable when any part of it is left.`
  return `${table(columns, cells)}\n${wrap(note, readingWidth(process.stdout)).join('\n')}\n`
}

function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  const [low, high] = wilson(part / whole, whole)!.map((share) => (100 * share).toFixed(1)) as [
    string,
    string,
  ]
  return `${((100 * part) / whole).toFixed(1)} [${low}–${high}]`
}
