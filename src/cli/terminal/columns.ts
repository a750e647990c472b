/** Texts beside each other. */
import { visibleWidth } from './wrap.js'

const narrowest = 30
const gap = 3

/** Columns that each of so many texts gets; null where they would be too narrow to read. */
export function roomBeside(count: number, width: number): number | null {
  const each = Math.floor((width - gap * (count - 1)) / count)
  return each >= narrowest ? each : null
}

/** The lines of texts whose own lines are no wider than `room`. */
export function beside(columns: readonly (readonly string[])[], room: number): string[] {
  const height = Math.max(0, ...columns.map(({ length }) => length))
  return Array.from({ length: height }, (_, row) =>
    columns
      .map((lines) => lines[row] ?? '')
      .map((line) => `${line}${' '.repeat(Math.max(0, room + gap - visibleWidth(line)))}`)
      .join('')
      .trimEnd(),
  )
}
