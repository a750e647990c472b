/**
 * Telephone numbers, in the forms that tell themselves from other numbers: international ones (E.164: `+` or `00`, a
 * country code of the ITU and as many digits as that country uses), North American ones in groups (NANP), and national
 * ones that begin with the trunk 0 and stand in groups. Any other number needs a word before it, as `Tel.` or `call`.
 *
 * Own grammar: on datasets/redaction libphonenumber-js 1.13 finds 41 % of the numbers, 43 % with the US as the default
 * country, and with Germany 98 % at a precision of 14 %; it takes five times as long and weighs 13 MB. It is made to
 * check numbers of a known country, not to tell numbers from other numbers.
 */
import { isDigitAt, isWordAt } from './characters.js'
import { nationalLengths } from './country-codes.js'
import type { Found } from './identifier.js'
import { namedBefore } from './named.js'

export function* findPhones(text: string, runs: readonly number[]): Generator<Found> {
  let free = 0
  for (const digits of runs) {
    if (digits < free) continue
    const found = international(text, digits) ?? national(text, digits)
    if (found === undefined) continue
    free = found.end
    yield { type: 'phone', ...found }
  }
}

type Phone = Omit<Found, 'type'>

/** `+` or `00` and what may stand between it and the country code. */
const dialled = /(?:\(?\+[ (]?|(?<!\d)\(?00[ (]?)$/
const internationalShape = /\d{1,4}\)?(?:(?:[ ./-]{1,3}|[ -]?\(\d{1,5}\)[ ./-]?)?\d{1,5}){1,8}/y

function international(text: string, digits: number): Phone | undefined {
  if (!text.startsWith('00', digits) && !text.slice(Math.max(0, digits - 2), digits).includes('+'))
    return undefined
  const first = text.startsWith('00', digits)
    ? digits + (/[ (]/.test(text[digits + 2] ?? '') ? 3 : 2)
    : digits
  const from = Math.max(0, digits - 4)
  const prefix = dialled.exec(text.slice(from, first))
  if (prefix === null) return undefined
  const start = from + prefix.index
  if (isPartOfNumber(text, start) || (first > digits && isInRow(text, start))) return undefined
  const written = writtenAt(internationalShape, text, first)
  for (let end = first + written.length; end > first; end = endWithoutLastGroup(text, first, end)) {
    const significant = text.slice(first, end).replace(/\(0\)/, '').replaceAll(/\D/g, '')
    if (mayEnd(text, end) && isInternational(significant)) return { start, end, value: `+${significant}` }
  }
  return undefined
}

function isInternational(digits: string): boolean {
  for (const size of [1, 2, 3]) {
    const lengths = nationalLengths.get(digits.slice(0, size))
    if (lengths === undefined) continue
    const rest = digits.length - size
    // A trunk 0 that was left in without brackets counts as one more.
    return rest >= lengths[0] && rest <= lengths[1] + (digits[size] === '0' ? 1 : 0)
  }
  return false
}

function national(text: string, digits: number): Phone | undefined {
  const bracket = text[digits - 1] === '(' ? 1 : 0
  const start = digits - bracket
  if (isPartOfNumber(text, start)) return undefined
  const bracketed = bracket > 0 ? trunk(text, digits) : undefined
  return american(text, start) ?? trunk(text, start) ?? bracketed ?? named(text, start)
}

/** Grouped numbers begin with no digit before them, and with none behind a point, a stroke or the like. */
const isPartOfNumber = (text: string, start: number) =>
  isWordAt(text, start - 1) ||
  (/[-.:/+$€£%]/.test(text[start - 1] ?? '') &&
    (isDigitAt(text, start - 2) || /[+$€£]/.test(text[start - 1]!)))

const isInRow = (text: string, start: number) => text[start - 1] === ' ' && isDigitAt(text, start - 2)

const nanp =
  /(?:1(?:[ .-]|(?=\()))?(?:\((?!.11)[2-9]\d\d\)[ -]?|(?!.11)[2-9]\d\d(?: - |[ ./-]))(?!.11)[2-9]\d\d(?: - |[ .-])\d{4}/y

function american(text: string, start: number): Phone | undefined {
  const written = writtenAt(nanp, text, start)
  const end = start + written.length
  if (written === '' || !mayEnd(text, end)) return undefined
  return { start, end, value: `+1${written.replaceAll(/\D/g, '').slice(-10)}` }
}

/** 0171 1234567 · 030/123456-78 · (01) 23 45 67 89: one mark between the groups, any one behind the area code. */
const trunkShape =
  /(?:\(0[1-9]\d{0,4}\) ?|0[1-9]\d{0,4}(?: ?[/-] ?|[ .]))\d{1,8}(?:([ .-])\d{1,4}(?:\1\d{1,4}){0,3})?/y

function trunk(text: string, start: number): Phone | undefined {
  const written = writtenAt(trunkShape, text, start)
  const end = start + written.length
  const value = written.replaceAll(/\D/g, '')
  const inRow = isInRow(text, start) && written.includes(' ')
  if (value.length < 9 || value.length > 12 || inRow || !mayEnd(text, end) || isOtherNumber(written))
    return undefined
  return { start, end, value }
}

/** A date, a US social security number, or a postal code with its four digits more. */
const isOtherNumber = (written: string) =>
  isDate.test(written) || /^(?:\d{3}-\d\d|\d{5})-\d{4}$/.test(written)
const isDate = /^\d\d([./ -])\d\d\1(?:19|20)\d\d/

const fewestDigits = 7
const namedShape =
  /(?:\(\d{1,5}\) ?|\d{1,5}(?: - |[ ./-]| ?\(\d{1,5}\) ?)?)\d{1,9}(?:(?: - |[ .-])\d{1,9}){0,6}/y
const phoneWord =
  /(?<![\p{L}_])(?:tele?|t|ph|phone|telephone|telefon|telefono|teléfono|téléphone|mobile|mobil|cell|cellphone|fax|whatsapp|sms|call|called|calling|dial|ring|texts?|texted|hotline|helpline|landline|handy|móvil|celular|portable|contact|reach|pager|(?:my|her|his|our|their|your|new|home|work|office|mobile|cell|phone|contact)[ _]?(?:new |old )?number)(?![\p{L}_])|☎/iu

function named(text: string, start: number): Phone | undefined {
  const written = writtenAt(namedShape, text, start)
  if (written.length < fewestDigits || !namedBefore(text, start, phoneWord)) return undefined
  for (let end = start + written.length; end > start; end = endWithoutLastGroup(text, start, end)) {
    const value = text.slice(start, end).replaceAll(/\D/g, '')
    if (value.length < fewestDigits) return undefined
    if (value.length <= 12 && mayEnd(text, end) && !isDate.test(text.slice(start, end)))
      return { start, end, value }
  }
  return undefined
}

function writtenAt(shape: RegExp, text: string, start: number): string {
  shape.lastIndex = start
  return shape.exec(text)?.[0] ?? ''
}

/** The end of what is left without the last group of digits; `start` when there is but one. */
function endWithoutLastGroup(text: string, start: number, end: number): number {
  return start + text.slice(start, end).replace(/[^\d]*\d+\D*$/, '').length
}

const mayEnd = (text: string, end: number) =>
  !isWordAt(text, end) && !(/[-.:/]/.test(text[end] ?? '') && isDigitAt(text, end + 1))
