/**
 * Distributions as bars of characters, one column of bars for each model, all to one scale so that they can be compared.
 * Own, since what npm offers for it draws one series at a time.
 */
import { cell, type Table } from './table.js'

export interface Histogram {
  title: string
  /** One for each bin. */
  labels: readonly string[]
  series: readonly { name: string; counts: readonly number[] }[]
  notes?: string[]
}

/** @param width columns of the longest bar */
export function histogramTable({ title, labels, series, notes = [] }: Histogram, width: number): Table {
  const most = Math.max(1, ...series.flatMap(({ counts }) => counts))
  const digits = String(most).length
  return {
    title,
    columns: [
      { text: '', align: 'right' },
      ...series.map(({ name }) => ({ text: name.padEnd(width + 1 + digits), align: 'left' as const })),
    ],
    rows: labels.map((label, bin) => [
      cell(label.padStart(Math.max(...labels.map(({ length }) => length)))),
      ...series.map(({ counts }) => {
        const count = counts[bin] ?? 0
        return cell(`${bar(count / most, width).padEnd(width)} ${String(count).padStart(digits)}`)
      }),
    ]),
    notes,
  }
}

/** Eighths of a character; what is not nothing is seen. */
function bar(share: number, width: number): string {
  const eighths = share === 0 ? 0 : Math.max(1, Math.round(share * width * 8))
  return '█'.repeat(eighths >> 3) + ' ▏▎▍▌▋▊▉'.charAt(eighths & 7).trim()
}

/** Bins of whole numbers from 0 on, as wide as it takes for all to fit into `most` of them. */
export function wholeBins(
  values: readonly number[],
  most: number,
): { labels: string[]; binOf: (value: number) => number } {
  const largest = Math.max(0, ...values)
  const size = binSizes.find((one) => Math.floor(largest / one) < most) ?? Math.ceil((largest + 1) / most)
  const count = Math.floor(largest / size) + 1
  const labels = Array.from({ length: count }, (_, bin) =>
    size === 1 ? String(bin) : `${bin * size}–${(bin + 1) * size - 1}`,
  )
  return { labels, binOf: (value) => Math.floor(value / size) }
}

const binSizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
