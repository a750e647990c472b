/**
 * Keys and tokens: those with their maker's mark, private keys in PEM (RFC 7468), `Bearer …` and `Basic …` (RFC 6750,
 * RFC 7617), and what is assigned to a name such as `api_key` and looks random enough not to be a word.
 */
import { isWordAt, placesOf } from './characters.js'
import type { Found } from './identifier.js'
import { tokenFormats } from './secret-formats.js'

export function* findSecrets(text: string): Generator<Found> {
  yield* privateKeys(text)
  yield* markedTokens(text)
  yield* authorizations(text)
  yield* assignments(text)
}

const longestKey = 32_768

/** A block without an end is taken as far as its lines look like one. */
function* privateKeys(text: string): Generator<Found> {
  let free = 0
  for (const start of placesOf(text, '-----BEGIN ')) {
    if (start < free) continue
    keyHead.lastIndex = start
    const label = keyHead.exec(text)?.[1]
    if (label === undefined) continue
    keyBody.lastIndex = keyHead.lastIndex
    keyBody.test(text)
    const foot = `-----END ${label}-----`
    const end = keyBody.lastIndex + (text.startsWith(foot, keyBody.lastIndex) ? foot.length : 0)
    free = end
    yield { type: 'secret', start, end, value: text.slice(start, end) }
  }
}

const keyHead = /-----BEGIN ((?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?)-----/y
const keyBody = new RegExp(`(?:[A-Za-z0-9+/=\\s\\\\:,]|-(?!----END )){0,${longestKey}}`, 'y')

const token = new RegExp(`(?:${tokenFormats.join('|')})(?![A-Za-z0-9])`, 'y')
const longRun = /[A-Za-z0-9_.+/=~:-]{16,}/g
const tokenStart = /(?<![A-Za-z0-9])[A-Za-z0-9]/g

/** Only a long run without a blank can be a token: most of a text is passed over quickly. */
function* markedTokens(text: string): Generator<Found> {
  for (const { index, 0: run } of text.matchAll(longRun)) {
    let free = 0
    for (const { index: at } of run.matchAll(tokenStart)) {
      if (at < free || (isWordAt(text, index + at - 1) && text[index + at - 1] !== '_')) continue
      token.lastIndex = index + at
      const value = token.exec(text)?.[0]
      if (value === undefined) continue
      free = at + value.length
      yield { type: 'secret', start: index + at, end: index + free, value }
    }
  }
}

const scheme = /(?<![A-Za-z0-9])(?:bearer|basic)[ \t]{1,4}(?=[A-Za-z0-9])/gi
const credentials = /[A-Za-z0-9._~+/-]{12,4096}={0,2}/y

function* authorizations(text: string): Generator<Found> {
  for (const { index, 0: word } of text.matchAll(scheme)) {
    const start = index + word.length
    const value = matchAt(credentials, text, start)?.replace(/[.]+$/, '')
    if (value !== undefined && isRandom(value))
      yield { type: 'secret', start, end: start + value.length, value }
  }
}

const assignedName =
  /(?:api[_-]?key|apikey|secret(?:[_-]?(?:key|access[_-]?key|token))?|access[_-]?(?:key|token)|auth[_-]?token|refresh[_-]?token|client[_-]?secret|private[_-]?key|encryption[_-]?key|signing[_-]?key|account[_-]?key|token|password|passwd|passphrase|pwd|credentials?)(?:["'`]?\s{0,4}(?:=>|:=|==?|:)|\s{1,4}is\s{0,4}:?)\s{0,4}["'`]?/gi
const assignedValue = /[A-Za-z0-9_+/=.~!@#$%^&*-]{8,512}/y

function* assignments(text: string): Generator<Found> {
  for (const { index, 0: name } of text.matchAll(assignedName)) {
    const start = index + name.length
    const value = matchAt(assignedValue, text, start)?.replace(/[.!]+$/, '')
    if (value === undefined || !isRandom(value) || isReference(value, text[start + value.length])) continue
    yield { type: 'secret', start, end: start + value.length, value }
  }
}

function matchAt(shape: RegExp, text: string, at: number): string | undefined {
  shape.lastIndex = at
  return shape.exec(text)?.[0]
}

/** Bits per character; English words of this length stay below, random base64 and hexadecimal lie above. */
const leastEntropy = 2.7

function isRandom(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length
  return /\d/.test(value) && kinds >= 2 && value.length >= 8 && entropy(value) >= leastEntropy
}

/** Shannon's entropy of the characters of a text, in bits per character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

/** A name of another variable, a call or a path is no secret itself. */
const isReference = (value: string, next: string | undefined) =>
  next === '(' ||
  next === '[' ||
  /^(?:process\.env|os\.environ|config\.|settings\.|self\.|this\.|\/|\.\/|your|example|placeholder|\$)/i.test(
    value,
  ) ||
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) ||
  /^[a-z]+(?:[._-][a-z]+)+\d{0,2}$/.test(value)
