/**
 * A training curve in a terminal: the validation loss as a line of Braille dots (2 × 4 in a cell), the training loss
 * as a dot a column, and below the axis the letters of decisions, where they fall. It reads without colour.
 *
 * asciichart has no x-axis and no marks; simple-ascii-chart has both, but takes its tick labels from the data, so that
 * they run into each other, and can't put a letter at a place; the others looked at are whole screens or only bars.
 */
export interface CurveChart {
  /** Losses by step; what isn't finite is a cross at the top. */
  evaluations: readonly ChartPoint[]
  training: readonly ChartPoint[]
  marks: readonly { step: number; letter: string }[]
  /** Columns and rows of the field between the axes. */
  width: number
  height: number
  paint: Record<'line' | 'training' | 'mark' | 'axis', (text: string) => string>
}

export interface ChartPoint {
  step: number
  loss: number
}

interface Field {
  width: number
  height: number
  lastStep: number
  low: number
  high: number
}

export function curveChart(chart: CurveChart): string {
  const field = fieldOf(chart)
  const cells = trainingCells(chart.training, field)
  for (const [place, glyph] of lineCells(chart.evaluations, field)) cells.set(place, chart.paint.line(glyph))
  for (const [place, glyph] of crosses(chart, field)) cells.set(place, chart.paint.mark(glyph))
  for (const [place, dot] of cells) if (dot === '·') cells.set(place, chart.paint.training(dot))
  const labels = yLabels(field)
  const margin = Math.max(...[...labels.values()].map((label) => label.length))
  const stops = new Set(chart.marks.map(({ step }) => columnOf(step, field)))
  const rows = Array.from({ length: field.height }, (_, row) => {
    const line = Array.from({ length: field.width }, (__, column) => {
      const empty = stops.has(column) ? chart.paint.axis('┊') : ' '
      return cells.get(placeOf(column, row)) ?? empty
    })
    const label = (labels.get(row) ?? '').padStart(margin)
    return `${label} ${chart.paint.axis(labels.has(row) ? '┤' : '│')}${line.join('')}`
  })
  const indent = ' '.repeat(margin + 2)
  const below = [
    ...xAxis(field, margin, chart.paint.axis),
    ...markRows(chart, field).map((row) => indent + row),
  ]
  return [...rows, ...below].map((line) => `${line.trimEnd()}\n`).join('')
}

function fieldOf({ evaluations, training, width, height }: CurveChart): Field {
  const all = [...evaluations, ...training]
  const losses = all.map(({ loss }) => loss).filter(Number.isFinite)
  const sorted = losses.sort((a, b) => a - b)
  const low = sorted[0] ?? 0
  const most = sorted[Math.floor(0.9 * (sorted.length - 1))] ?? 1
  // A loss that explodes would flatten all the rest.
  const high = Math.min(sorted.at(-1) ?? 1, low + 2 * (most - low))
  const lastStep = Math.max(1, ...all.map(({ step }) => step))
  return { width, height, lastStep, low, high: high > low ? high : low + 1 }
}

const placeOf = (column: number, row: number) => `${column} ${row}`

function columnOf(step: number, { width, lastStep }: Field, scale = 1): number {
  return Math.min(width * scale - 1, Math.round((step / lastStep) * (width * scale - 1)))
}

function rowOf(loss: number, { height, low, high }: Field, scale = 1): number {
  const share = Math.min(1, Math.max(0, (loss - low) / (high - low)))
  return Math.round((1 - share) * (height * scale - 1))
}

/** The median of each column, since there are more losses than columns. */
function trainingCells(points: readonly ChartPoint[], field: Field): Map<string, string> {
  const columns = byColumn(
    points.filter(({ loss }) => Number.isFinite(loss)),
    field,
  )
  return new Map(
    [...columns].map(([column, inside]) => {
      const losses = inside.map(({ loss }) => loss).sort((a, b) => a - b)
      return [placeOf(column, rowOf(losses[losses.length >> 1] as number, field)), '·']
    }),
  )
}

/** Bits of the Braille cell by column and row of its dots. */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
]

function lineCells(points: readonly ChartPoint[], field: Field): Map<string, string> {
  const bits = new Map<string, number>()
  for (const { x, y } of lineDots(
    points.filter(({ loss }) => Number.isFinite(loss)),
    field,
  )) {
    const place = placeOf(x >> 1, y >> 2)
    bits.set(place, (bits.get(place) ?? 0) | (dots[x & 1]?.[y & 3] ?? 0))
  }
  return new Map([...bits].map(([place, bit]) => [place, String.fromCodePoint(0x2800 + bit)]))
}

function* lineDots(points: readonly ChartPoint[], field: Field): Generator<{ x: number; y: number }> {
  let before: { x: number; y: number } | undefined
  for (const { step, loss } of points) {
    const dot = { x: columnOf(step, field, 2), y: rowOf(loss, field, 4) }
    const from = before ?? dot
    const count = Math.max(1, Math.abs(dot.x - from.x), Math.abs(dot.y - from.y))
    for (let index = 0; index <= count; index += 1) {
      const share = index / count
      yield {
        x: Math.round(from.x + share * (dot.x - from.x)),
        y: Math.round(from.y + share * (dot.y - from.y)),
      }
    }
    before = dot
  }
}

function crosses({ evaluations, training }: CurveChart, field: Field): [string, string][] {
  const broken = [...evaluations, ...training].filter(({ loss }) => !Number.isFinite(loss))
  return broken.map(({ step }) => [placeOf(columnOf(step, field), 0), '×'])
}

function yLabels({ height, low, high }: Field): Map<number, string> {
  const count = Math.min(4, height - 1)
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(high - low)))
  const labels = Array.from({ length: count + 1 }, (_, index): [number, string] => {
    const row = Math.round((index / count) * (height - 1))
    return [row, (high - (row / (height - 1)) * (high - low)).toFixed(Math.min(decimals, 8))]
  })
  return new Map(labels)
}

function xAxis(field: Field, margin: number, paint: (text: string) => string): string[] {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * field.lastStep))
  const columns = new Map(ticks.map((step) => [columnOf(step, field), String(step)]))
  const line = Array.from({ length: field.width }, (_, column) => (columns.has(column) ? '┬' : '─')).join('')
  let labels = ''
  for (const [column, text] of columns) {
    const start = Math.min(field.width - text.length, Math.max(0, column - (text.length >> 1)))
    if (labels === '' || start > labels.length) labels = labels.padEnd(start) + text
  }
  const indent = ' '.repeat(margin)
  return [`${indent} ${paint(`└${line}`)}`, `${indent}  ${labels}  steps`]
}

/** Letters that fall into one column stand below each other. */
function markRows({ marks, paint }: CurveChart, field: Field): string[] {
  const columns = byColumn(marks, field)
  const depth = Math.max(0, ...[...columns.values()].map((all) => all.length))
  return Array.from({ length: depth }, (_, row) =>
    Array.from({ length: field.width }, (__, column) => {
      const letter = columns.get(column)?.[row]?.letter
      return letter === undefined ? ' ' : paint.mark(letter)
    }).join(''),
  )
}

function byColumn<P extends { step: number }>(points: readonly P[], field: Field): Map<number, P[]> {
  const columns = new Map<number, P[]>()
  for (const point of points) {
    const column = columnOf(point.step, field)
    columns.set(column, [...(columns.get(column) ?? []), point])
  }
  return columns
}
