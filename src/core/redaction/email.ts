/**
 * E-mail addresses: the addr-spec of RFC 5322 with the lengths of RFC 5321 and the letters of RFC 6531. From each `@`
 * outwards, at most 64 to the left and 253 to the right. The domain needs a dot and a top-level name of letters that
 * is no usual file ending: a list of the names that exist would be out of date and let new ones through.
 */
import { isWordAt, placesOf } from './characters.js'
import type { Found } from './identifier.js'

export function* findEmails(text: string): Generator<Found> {
  for (const at of placesOf(text, '@')) {
    const start = localStart(text, at)
    const end = domainEnd(text, at + 1)
    if (start === at || end === at + 1 || isCode(text, start, at, end)) continue
    yield { type: 'email', start, end, value: text.slice(start, end).toLowerCase() }
  }
}

const longestLocal = 64
const longestDomain = 253
// Without / = ? | and braces, which RFC 5322 allows and which in practice stand before an address.
const localCharacter =
  /[A-Za-z0-9.!#$%&'*+^_`~-]|(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}]/u
const firstCharacter = /[A-Za-z0-9_]|[\p{L}\p{N}]/u

function localStart(text: string, at: number): number {
  if (text[at - 1] === '"') return quotedStart(text, at)
  let start = at
  while (start > 0 && at - start < longestLocal && localCharacter.test(text[start - 1]!)) {
    if (text[start - 1] === '.' && (start === at || text[start] === '.')) break
    start -= 1
  }
  while (start < at && !firstCharacter.test(text[start]!)) start += 1
  return start
}

/** `"a b"@c.de`: what stands between quotes, at most 64 characters and on one line. */
function quotedStart(text: string, at: number): number {
  for (let start = at - 2; start >= 0 && at - start <= longestLocal; start -= 1) {
    if (text[start] === '\n') return at
    if (text[start] === '"' && text[start - 1] !== '\\') return start === at - 2 ? at : start
  }
  return at
}

const label = String.raw`[A-Za-z0-9\u00a1-\u02af\u0370-\u058f\u1e00-\u1fff](?:[A-Za-z0-9\u00a1-\u02af\u0370-\u058f\u1e00-\u1fff-]{0,61}[A-Za-z0-9\u00a1-\u02af\u0370-\u058f\u1e00-\u1fff])?`
const domainShape = new RegExp(
  String.raw`(?:${label}\.){1,16}(?:[Xx][Nn]--[A-Za-z0-9-]{1,59}|[A-Za-z\u00a1-\u02af\u0370-\u058f]{2,63})`,
  'y',
)
const literalShape = /\[(?:IPv6:[0-9A-Fa-f:.]{2,45}|(?:\d{1,3}\.){3}\d{1,3})\]/y
const fileEnding =
  /\.(?:png|jpe?g|gif|svg|webp|ico|bmp|tiff?|jsx?|tsx?|mjs|cjs|json|html?|css|scss|less|php|txt|pdf|ya?ml|xml|csv|tsv|java|cpp|exe|dll|mp[34]|wav|docx?|xlsx?|pptx?|log|lock|toml|ini|conf|ipynb|sql|vue|tgz|gz|tar|whl|jar|war|deb|rpm|dmg|iso|bin)$/i

/** Where the domain ends, or `start` when none stands there. */
function domainEnd(text: string, start: number): number {
  literalShape.lastIndex = start
  if (literalShape.test(text)) return literalShape.lastIndex
  domainShape.lastIndex = start
  const domain = domainShape.exec(text)?.[0]
  if (domain === undefined || domain.length > longestDomain || fileEnding.test(domain)) return start
  const end = start + domain.length
  if (text[end] === '-' || isWordAt(text, end)) return text[end] === '_' ? end : start
  return end
}

/** `git@github.com:owner/name`, and a product of two matrices: `x@layer.weight(…)`. */
function isCode(text: string, start: number, at: number, end: number): boolean {
  const followed = text[end]
  if (followed === '(' && /\.[a-z]{5,}$/.test(text.slice(at, end))) return true
  return followed === ':' && text.slice(start, at) === 'git' && !/[\s\d]/.test(text[end + 1] ?? ' ')
}
