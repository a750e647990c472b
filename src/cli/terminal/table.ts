/** Text tables: columns aligned by what a terminal shows, two blanks between them, and no lines. */
import { cleanText } from './clean-text.js'
import { cutTo, padTo, widthOf } from './width.js'
import { hanging, wrap } from './wrap.js'

export interface Column {
  title: string
  /** Numbers read best with their ends aligned. */
  align?: 'left' | 'right'
  /** Longer cells are cut. */
  width?: number
}

/** Rows may hold text from anywhere: control sequences are taken out and line ends become blanks. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => columns.map((column, index) => cell(row[index] ?? '', column)))
  const titles = columns.map(({ title }) => title)
  const widths = columns.map((_, index) => Math.max(...[titles, ...cells].map((row) => widthOf(row[index]!))))
  const line = (row: readonly string[]) =>
    row
      .map((text, index) => padTo(text, widths[index]!, columns[index]!.align ?? 'left'))
      .join('  ')
      .trimEnd()
  const head = titles.some((title) => title !== '') ? [line(titles)] : []
  return [...head, ...cells.map(line)].map((text) => `${text}\n`).join('')
}

/** Rows whose last cell is a text of any length: it is broken into lines that stay in its column. */
export function rowsWithin(rows: readonly (readonly string[])[], width: number): string {
  const cells = rows.map((row) => row.map((text) => cell(text, { title: '' })))
  const widths = (cells[0] ?? [])
    .slice(0, -1)
    .map((_, index) => Math.max(...cells.map((row) => widthOf(row[index]!))))
  return cells
    .map((row) => {
      const label = widths.map((wide, index) => `${padTo(row[index]!, wide, 'left')}  `).join('')
      return `${hanging(label, wrap(row.at(-1) ?? '', Math.max(20, width - widthOf(label)))).trimEnd()}\n`
    })
    .join('')
}

function cell(text: string, { width }: Column): string {
  const clean = cleanText(text).replaceAll(/\s+/g, ' ').trim()
  return width === undefined ? clean : cutTo(clean, width)
}
