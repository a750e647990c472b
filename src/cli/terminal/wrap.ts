import { stripVTControlCharacters } from 'node:util'
import { widthOf } from './width.js'

/**
 * Breaks a text at its line ends, and at blanks so that no line is wider than `width`, unless one word is. Lines keep
 * what they are indented by, as far as that leaves half the room: models answer with code, too.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width))
}

function wrapParagraph(text: string, width: number): string[] {
  const words = text.trimStart()
  if (words === '') return ['']
  const indent = text.slice(0, Math.min(text.length - words.length, Math.floor(width / 2)))
  const lines: string[] = []
  let line = indent
  for (const word of words.split(' ')) {
    const longer = line === indent ? `${indent}${word}` : `${line} ${word}`
    if (line !== indent && visibleWidth(longer) > width) {
      lines.push(line)
      line = `${indent}${word}`
    } else line = longer
  }
  return [...lines, line]
}

/** How wide text is set: the terminal, but no wider than reads well. */
export function readingWidth({ columns }: { columns?: number | undefined }): number {
  return Math.max(narrowest, Math.min(widest, (columns ?? 80) - 1))
}

const narrowest = 40
const widest = 110

/** A name, then a text that hangs beside it. */
export function hanging(label: string, lines: readonly string[], indent = 0): string {
  const blanks = ' '.repeat(visibleWidth(label) + indent)
  return lines
    .map((line, index) => (index === 0 ? `${' '.repeat(indent)}${label}${line}` : `${blanks}${line}`))
    .join('\n')
}

/** Colours take no room. */
export const visibleWidth = (text: string) => widthOf(stripVTControlCharacters(text))
