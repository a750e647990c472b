/** Payment cards (ISO/IEC 7812), bank accounts (ISO 13616 registry) and US social security numbers (SSA). */
import { decimal, seenIn, upper } from './random.mjs'

/** Issuer, first digits, length, the groups embossed on the card. */
const networks = [
  ['4', 16, [4, 4, 4, 4]],
  ['51', 16, [4, 4, 4, 4]],
  ['55', 16, [4, 4, 4, 4]],
  ['2221', 16, [4, 4, 4, 4]],
  ['34', 15, [4, 6, 5]],
  ['37', 15, [4, 6, 5]],
  ['6011', 16, [4, 4, 4, 4]],
  ['2720', 16, [4, 4, 4, 4]],
  ['36', 14, [4, 6, 4]],
  ['305', 14, [4, 6, 4]],
  ['3530', 16, [4, 4, 4, 4]],
  ['65', 16, [4, 4, 4, 4]],
  ['62', 16, [4, 4, 4, 4]],
  ['62', 19, [6, 13]],
  ['4', 16, [4, 4, 4, 4]],
  ['644', 16, [4, 4, 4, 4]],
  ['53', 16, [4, 4, 4, 4]],
  ['2200', 16, [4, 4, 4, 4]],
  ['5018', 16, [4, 4, 4, 4]],
  ['6759', 16, [4, 4, 4, 4]],
  ['4', 19, [4, 4, 4, 4, 3]],
  ['6304', 19, [4, 4, 4, 4, 3]],
  ['3569', 16, [4, 4, 4, 4]],
  ['9792', 16, [4, 4, 4, 4]],
]

export function card(random, half) {
  const [prefix, length, groups] = random.pick(seenIn(half, networks))
  const digits = withLuhn(prefix + random.digits(length - prefix.length - 1))
  return { value: grouped(digits, groups, random.pick(['', '', ' ', ' ', ' ', '-', '-', '.'])) }
}

export function withLuhn(payload) {
  const doubled = [...payload].reverse().map((digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return value > 9 ? value - 9 : value
  })
  return payload + ((10 - (doubled.reduce((sum, value) => sum + value, 0) % 10)) % 10)
}

export function grouped(digits, groups, mark) {
  const starts = groups.map((_, index) => groups.slice(0, index).reduce((sum, size) => sum + size, 0))
  return groups.map((size, index) => digits.slice(starts[index], starts[index] + size)).join(mark)
}

/** Country and BBAN: n digits, a letters, c both. */
const registry =
  'DE 18n|GB 4a14n|FR 10n11c2n|ES 20n|IT 1a10n12c|NL 4a10n|BE 12n|CH 5n12c|AT 16n|PL 24n|SE 20n|NO 11n|DK 14n|FI 14n|' +
  'IE 4a14n|PT 21n|LU 3n13c|CZ 20n|SK 20n|HU 24n|RO 4a16c|BG 4a6n8c|GR 7n16c|HR 17n|SI 15n|LT 16n|LV 4a13c|EE 16n|' +
  'CY 8n16c|MT 4a5n18c|IS 22n|LI 5n12c|MC 10n11c2n|SM 1a10n12c|TR 6n16c|SA 2n18c|AE 19n|IL 19n|KW 4a22c|QA 4a21c|' +
  'BR 23n1a1c|PK 4a16c|UA 6n19c|GE 2a16n|KZ 3n13c|AZ 4a20c|MD 20c|RS 18n|AL 8n16c|TN 20n|MU 4a19n3a|EG 25n'

const formats = registry.split('|').map((entry) => entry.split(' '))

export function iban(random, half) {
  const [country, structure] = random.pick(seenIn(half, formats))
  const account = structure.replaceAll(/(\d+)([nac])/g, (_, size, kind) =>
    random.from(kind === 'n' ? decimal : kind === 'a' ? upper : upper + decimal, Number(size)),
  )
  const whole = `${country}${checkDigits(country, account)}${account}`
  const form = random.below(10)
  if (form < 4) return { value: whole }
  if (form === 4) return { value: whole.toLowerCase() }
  return { value: whole.replaceAll(/(.{4})(?=.)/g, form === 9 ? '$1-' : '$1 ') }
}

export function checkDigits(country, account) {
  const number = [...`${account}${country}00`].map((one) => Number.parseInt(one, 36)).join('')
  return String(98n - (BigInt(number) % 97n)).padStart(2, '0')
}

export function ssn(random) {
  const area = String(random.pick([random.between(1, 665), random.between(667, 899)])).padStart(3, '0')
  const group = String(random.between(1, 99)).padStart(2, '0')
  const serial = String(random.between(1, 9999)).padStart(4, '0')
  const form = random.below(10)
  if (form < 6) return { value: `${area}-${group}-${serial}`, carrier: 'any' }
  if (form === 6) return { value: `${area} ${group} ${serial}`, carrier: 'any' }
  if (form === 7) return { value: `${area}.${group}.${serial}`, carrier: 'any' }
  return { value: area + group + serial, carrier: 'word' }
}
