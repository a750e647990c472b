/**
 * US social security numbers: three, two and four digits with one kind of mark between them, or nine together after a
 * word that names them. Never issued, and so none (SSA, POMS RM 10201.035): area 000, 666 and 900–999, group 00,
 * serial 0000, the two numbers that were printed in advertisements, and nine times the same digit.
 */
import { isDigitAt, isWordAt } from './characters.js'
import type { Found } from './identifier.js'
import { namedBefore } from './named.js'

export function* findSsns(text: string, runs: readonly number[]): Generator<Found> {
  for (const start of runs) {
    shape.lastIndex = start
    const match = shape.exec(text)
    if (match === null || !standsAlone(text, start, shape.lastIndex, match[1]!)) continue
    const value = match[0].replaceAll(/\D/g, '')
    if (match[1] === '' && !namedBefore(text, start, ssnWord)) continue
    if (isIssued(value)) yield { type: 'ssn', start, end: shape.lastIndex, value }
  }
}

const shape = /\d{3}(|[ .-]| - )\d{2}\1\d{4}(?!\d)/y
const ssnWord = /\b(?:ssn|soc(?:ial)? sec(?:urity)?)(?![a-z])/i

/** Not a part of a longer number, also not of one in groups: a blank joins only what blanks divide. */
function standsAlone(text: string, start: number, end: number, mark: string): boolean {
  const joins = mark === ' ' ? /[-./ ]/ : /[-./]/
  const before = joins.test(text[start - 1] ?? '') && isDigitAt(text, start - 2)
  const after = joins.test(text[end] ?? '') && isDigitAt(text, end + 1)
  return !isWordAt(text, start - 1) && !isWordAt(text, end) && !before && !after && text[start - 1] !== '+'
}

function isIssued(digits: string): boolean {
  const [area, group, serial] = [digits.slice(0, 3), digits.slice(3, 5), digits.slice(5)]
  if (area === '000' || area === '666' || area >= '900' || group === '00' || serial === '0000') return false
  return digits !== '078051120' && digits !== '219099999' && !/^(\d)\1{8}$/.test(digits)
}
