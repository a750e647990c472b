/**
 * Text for a terminal as wide as it is, broken at blanks: left alone, a terminal breaks in the middle of a word. What
 * doesn't fit hangs under the last column that leaves it room. A pipe gets the text as it is.
 */
import { stripVTControlCharacters } from 'node:util'
import { widthOf } from './width.js'
import { hanging, visibleWidth, wrap } from './wrap.js'

export function fitted(
  text: string,
  { isTTY, columns }: { isTTY?: boolean | undefined; columns?: number | undefined },
): string {
  if (!isTTY || !columns) return text
  return text
    .split('\n')
    .map((line) => (visibleWidth(line) <= columns ? line : fittedLine(line, columns)))
    .join('\n')
}

function fittedLine(line: string, columns: number): string {
  const start = hangingStart(line, columns)
  const lines = wrap(line.slice(start), Math.max(1, columns - visibleWidth(line.slice(0, start))))
  return hanging(
    line.slice(0, start),
    lines.map((part) => part.trimEnd()),
  )
}

/** Where in the line its last column begins that leaves room for text, else its first word. */
function hangingStart(line: string, columns: number): number {
  const plain = stripVTControlCharacters(line)
  const starts = [...plain.matchAll(/(?:^| ) +(?=[^ ])/g)].map(({ 0: { length }, index }) => index + length)
  const room = (start: number) => columns - widthOf(plain.slice(0, start))
  return rawIndex(line, starts.findLast((start) => room(start) >= leastRoom) ?? 0)
}

/** A column narrower than this reads worse than one further left. */
const leastRoom = 28

/** The place in a coloured line of a character of the plain one; colours before it stay before it. */
function rawIndex(line: string, plainIndex: number): number {
  let index = 0
  while (stripVTControlCharacters(line.slice(0, index)).length < plainIndex) index += 1
  return index
}
