/**
 * Payment cards: the numbering of ISO/IEC 7812. Twelve to nineteen digits with a length that the issuer of the first
 * digits uses, and Luhn's check digit (ISO/IEC 7812-1, annex B). Digits stand together or in groups as on the card.
 */
import { isDigitAt, isWordAt } from './characters.js'
import type { Found } from './identifier.js'
import { namedBefore } from './named.js'

export function* findCards(text: string, runs: readonly number[]): Generator<Found> {
  let free = 0
  for (const start of runs) {
    if (start < free || !mayBegin(text, start)) continue
    const found = longestCard(text, start)
    if (found === undefined) continue
    free = found.end
    yield { type: 'card', start, ...found }
  }
}

const mayBegin = (text: string, start: number) =>
  !isWordAt(text, start - 1) && !(text[start - 1] === '.' && isDigitAt(text, start - 2))

const shape = /\d{12,19}|\d{6}[ .-]\d{13}(?!\d)|\d{4,6}(?:[ .-]{1,3}\d{4,7}){1,4}(?:[ .-]{1,3}\d{1,3})?/y

/** Groups are taken from the end until what is left is a card. */
function longestCard(text: string, start: number): { end: number; value: string } | undefined {
  shape.lastIndex = start
  for (let written = shape.exec(text)?.[0] ?? ''; written !== ''; written = withoutLastGroup(written)) {
    const end = start + written.length
    const digits = written.replaceAll(/\D/g, '')
    if (mayEnd(text, end) && isCard(digits, () => namedBefore(text, start, cardWord)))
      return { end, value: digits }
  }
  return undefined
}

const withoutLastGroup = (written: string) => (/^\d+$/.test(written) ? '' : written.replace(/[ .-]+\d+$/, ''))

const mayEnd = (text: string, end: number) =>
  !isWordAt(text, end) && !(/[.-]/.test(text[end] ?? '') && isDigitAt(text, end + 1))

const cardWord = /\b(?:cards?|maestro|debit|credit|pan|visa|mastercard|amex)\b/i

interface Issuer {
  prefix: RegExp
  lengths: readonly number[]
  /** Short and common beginnings need a word before them. */
  named?: boolean
}

const upTo19 = [16, 17, 18, 19]

/** Issuer ranges as the networks publish them for merchants. */
const issuers: readonly Issuer[] = [
  { prefix: /^4/, lengths: [16, 19] },
  { prefix: /^4/, lengths: [13], named: true },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:30[0-5]|3095|36|3[89])/, lengths: [14, 16, 19] },
  { prefix: /^(?:6011|64[4-9]|65|622)/, lengths: upTo19 },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: upTo19 },
  { prefix: /^(?:62|81)/, lengths: upTo19 },
  { prefix: /^(?:50|5[6-8]|6)/, lengths: [16, 19] },
  { prefix: /^(?:50|5[6-8]|6)/, lengths: [12, 13, 14, 15, 17, 18], named: true },
  { prefix: /^220[0-5]/, lengths: upTo19 },
  { prefix: /^9792/, lengths: [16] },
  { prefix: /^1/, lengths: [15], named: true },
]

function isCard(digits: string, named: () => boolean): boolean {
  const issued = issuers.some(
    ({ prefix, lengths, named: needsName }) =>
      lengths.includes(digits.length) && prefix.test(digits) && (!needsName || named()),
  )
  return issued && passesLuhn(digits) && !/^(\d)\1+$/.test(digits)
}

/** From the right every second digit counts double, its digits summed; the sum ends in 0 (Luhn, US 2,950,048). */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48
    sum += place % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit
  }
  return sum % 10 === 0
}
