/** Text tables: columns aligned by what a terminal shows, two blanks between them, and no lines. */
import { cleanText } from './clean-text.js'
import { cutTo, padTo, widthOf } from './width.js'

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

function cell(text: string, { width }: Column): string {
  const clean = cleanText(text).replaceAll(/\s+/g, ' ').trim()
  return width === undefined ? clean : cutTo(clean, width)
}
