import { type Table, tableLines } from '../../report/table.js'
import { cleanText } from './clean-text.js'
import type { Page } from './content-event.js'
import { tones } from './tones.js'
import { wrap } from './wrap.js'

/** A table of the reports as a terminal shows it, with its title and notes. */
export function reportTable(table: Table, { colours, width }: Page): string {
  const paint = tones(colours)
  const lines = tableLines(table, width, (text, tone) => paint[tone](cleanText(text)))
  const notes = table.notes.flatMap((note) => wrap(note, width)).map((line) => colours.dim(line))
  return [colours.bold(table.title), ...lines, ...notes].map((line) => `${line}\n`).join('')
}
