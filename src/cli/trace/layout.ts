import { cleanText } from '../terminal/clean-text.js'
import type { Page } from '../terminal/content-event.js'
import { hanging, wrap } from '../terminal/wrap.js'

/** The name of a part of the story, and what is known of it as a whole. */
export function heading(name: string, facts: string, { colours, width }: Page): string {
  const lines = wrap(cleanText(facts), width - name.length - 2).map((line) => colours.dim(line))
  return `${facts === '' ? colours.bold(name) : hanging(colours.bold(`${name}  `), lines)}\n`
}

/** Text some columns in. */
export function body(text: string, page: Page, indent = 2): string {
  return indented(cleanText(text), page, indent)
}

/** The same of text that is clean, and may be coloured. */
export function indented(text: string, { width }: Page, indent: number): string {
  return wrap(text, width - indent)
    .map((line) => `${' '.repeat(indent)}${line}\n`)
    .join('')
}
