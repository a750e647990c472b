/**
 * International bank account numbers (ISO 13616): the length that the registry gives for the country, and a remainder
 * of 1 modulo 97 (ISO 7064). Written together or in groups of four.
 */
import { isLetter, isWordAt } from './characters.js'
import type { Found } from './identifier.js'

export function* findIbans(text: string, runs: readonly number[]): Generator<Found> {
  for (const digits of runs) {
    const start = digits - 2
    if (start < 0 || !isLetter(text.charCodeAt(start)) || !isLetter(text.charCodeAt(start + 1))) continue
    if (isWordAt(text, start - 1)) continue
    const found = ibanAt(text, start)
    if (found !== undefined) yield { type: 'iban', start, ...found }
  }
}

const separator = /[ -]/

function ibanAt(text: string, start: number): { end: number; value: string } | undefined {
  const length = lengths.get(text.slice(start, start + 2).toUpperCase())
  if (length === undefined) return undefined
  let value = ''
  let end = start
  while (value.length < length) {
    if (isAlphanumeric(text.charCodeAt(end))) value += text[end]
    else if (!separator.test(text[end] ?? '') || !isAlphanumeric(text.charCodeAt(end + 1))) return undefined
    end += 1
  }
  value = value.toUpperCase()
  return !isWordAt(text, end) && remainder97(value) === 1 ? { end, value } : undefined
}

const isAlphanumeric = (code: number) => isLetter(code) || (code >= 48 && code <= 57)

/** The number modulo 97 with its first four characters moved to the end, and A as 10 … Z as 35. */
export function remainder97(iban: string): number {
  let remainder = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder
}

/** Lengths of the IBAN registry of SWIFT, release 99 (2024). */
const lengths = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 ' +
    'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 ' +
    'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
)
