/**
 * Amounts of money, and the band that replaces one: `$1,234.56` becomes `[PRICE 1000-2000 USD]`. Bands go 1, 2, 5, 10,
 * 20, 50 …: what something cost stays known to a factor of two and a half, the price itself doesn't.
 */
import { isDigitAt, isWordAt } from './characters.js'
import type { Found } from './identifier.js'

export function* findPrices(text: string, runs: readonly number[]): Generator<Found> {
  let free = 0
  for (const digits of runs) {
    if (digits < free || (/[.,]/.test(text[digits - 1] ?? '') && isDigitAt(text, digits - 2))) continue
    const price = priceAt(text, digits, free)
    if (price === undefined) continue
    free = price.end
    yield { type: 'price', ...price }
  }
}

/** The band of an amount: from, up to, and the currency, as ISO 4217 names it. */
export function priceBand(amount: number, currency: string): string {
  if (amount < 1) return `0-1 ${currency}`
  const whole = BigInt(Math.trunc(amount)).toString()
  const [low, high] = whole < '2' ? [1, 2] : whole < '5' ? [2, 5] : [5, 10]
  const zeros = '0'.repeat(whole.length - 1)
  return `${low}${zeros}-${high}${zeros} ${currency}`
}

const symbols: Record<string, string> = {
  US$: 'USD',
  C$: 'CAD',
  CA$: 'CAD',
  A$: 'AUD',
  AU$: 'AUD',
  NZ$: 'NZD',
  HK$: 'HKD',
  S$: 'SGD',
  R$: 'BRL',
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  '₩': 'KRW',
  '₽': 'RUB',
  '₺': 'TRY',
  '₪': 'ILS',
  '฿': 'THB',
  '₫': 'VND',
  '₴': 'UAH',
  zł: 'PLN',
  Kč: 'CZK',
}
const names: Record<string, string> = {
  dollar: 'USD',
  dollars: 'USD',
  bucks: 'USD',
  euro: 'EUR',
  euros: 'EUR',
  pound: 'GBP',
  pounds: 'GBP',
  quid: 'GBP',
  yen: 'JPY',
  rupees: 'INR',
  francs: 'CHF',
  yuan: 'CNY',
  zloty: 'PLN',
  won: 'KRW',
}
const codes =
  'USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|CNY|INR|BRL|MXN|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|ZAR|KRW|SGD|HKD|THB|ILS|AED|SAR|UAH|VND'

const currencyBefore = new RegExp(
  `(?:(?<![A-Za-z])(?:US|CA?|AU?|NZ|HK|S|R)\\$|[$€£¥₹₩₽₺₪฿₫₴]|(?<![A-Za-z])(?:${codes})) {0,2}$`,
)
const currencyAfter = new RegExp(
  `(?: {0,2}[€£¥₹₩₽₺₪฿₫₴$](?!\\d)| ?(?:${codes}|zł|Kč)(?![A-Za-z])| (?:${Object.keys(names).join('|')})(?![A-Za-z]))`,
  'iy',
)
const amountShape = /\d{1,3}(?:[,.' ]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,15}(?:[.,]\d{1,4})?(?!\d)/y
const scaleShape = / ?(?:(k|thousand)|(m|mn|million|mio)|(bn|b|billion))(?![A-Za-z])/iy

/** @param free where the price before ends: one sign belongs to one price. */
function priceAt(text: string, digits: number, free: number): Omit<Found, 'type'> | undefined {
  amountShape.lastIndex = digits
  const written = amountShape.exec(text)?.[0]
  if (written === undefined) return undefined
  const scaled = scaleAt(text, digits + written.length)
  const before = currencyBefore.exec(text.slice(Math.max(free, digits - 6), digits))?.[0]
  currencyAfter.lastIndex = scaled.end
  const after = before === undefined ? currencyAfter.exec(text)?.[0] : undefined
  const unit = (before ?? after)?.trim()
  const end = scaled.end + (after?.length ?? 0)
  if (unit === undefined || (before === undefined && isWordAt(text, digits - 1)) || isWordAt(text, end))
    return undefined
  const currency = symbols[unit] ?? names[unit.toLowerCase()] ?? unit.toUpperCase()
  return {
    start: digits - (before?.length ?? 0),
    end,
    value: priceBand(amountOf(written) * scaled.factor, currency),
  }
}

function scaleAt(text: string, end: number): { end: number; factor: number } {
  scaleShape.lastIndex = end
  const match = scaleShape.exec(text)
  if (match === null) return { end, factor: 1 }
  return { end: scaleShape.lastIndex, factor: match[1] ? 1e3 : match[2] ? 1e6 : 1e9 }
}

/** A last group of one or two digits behind a point or a comma is a fraction; every other mark divides thousands. */
function amountOf(written: string): number {
  const fraction = /[.,](\d{1,2}|\d{4})$/.exec(written)
  const whole = fraction ? written.slice(0, fraction.index) : written
  return Number(`${whole.replaceAll(/\D/g, '')}.${fraction?.[1] ?? 0}`)
}
