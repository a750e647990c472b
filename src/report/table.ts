/** A table as data: the cli adds colour, Markdown adds bars, and neither decides what stands in it. */

/** What a cell means to the reader; the cli gives it a colour. */
export type Tone = 'good' | 'bad' | 'plain' | 'dim' | 'strong'

export interface Cell {
  text: string
  tone: Tone
}

export interface Table {
  title: string
  /** the first column is a label and stands left, all others right unless they say otherwise */
  columns: { text: string; align: 'left' | 'right' }[]
  rows: Cell[][]
  /** what must be read with it: n, tests, what was left out */
  notes: string[]
}

export const cell = (text: string, tone: Tone = 'plain'): Cell => ({ text, tone })

/**
 * The lines of a table, header first, each cell padded to its column's width. Join the cells with two spaces.
 * A row of one cell is a heading within the table and widens no column.
 */
export function layout({ columns, rows }: Table): Cell[][] {
  const header = columns.map(({ text }) => cell(text, 'dim'))
  const widths = columns.map((_, index) =>
    Math.max(...[header, ...rows].map((line) => (line.length === 1 ? 0 : (line[index]?.text ?? '').length))),
  )
  return [header, ...rows].map((line) =>
    line.map(({ text, tone }, index) => {
      const isLast = index === line.length - 1
      if (columns[index]?.align === 'right') return cell(text.padStart(widths[index]!), tone)
      return cell(isLast ? text : text.padEnd(widths[index]!), tone)
    }),
  )
}

/** The lines of a table; one that is wider than `width` has one blank between its columns instead of two. */
export function tableLines(
  table: Table,
  width: number,
  paint: (text: string, tone: Tone) => string = (text) => text,
): string[] {
  const lines = table.rows.length === 0 ? [] : layout(table)
  const gapped = (gap: string, show: typeof paint) =>
    lines.map((line) =>
      line
        .map(({ text, tone }) => show(text, tone))
        .join(gap)
        .trimEnd(),
    )
  const fits = gapped('  ', (text) => text).every((line) => line.length <= width)
  return gapped(fits ? '  ' : ' ', paint)
}

/** Breaks a text at spaces so that no line is longer than `width`, unless one word is. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length <= width || line === '') line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}
