/**
 * What stands in place of an identifier: its type and a keyed hash of its value (HMAC-SHA-256, RFC 2104), as
 * `[EMAIL_3f9a1c20]`. The same value has the same placeholder wherever the key is the same, and without the key nobody
 * can try values until one fits. 32 bits: among 10,000 values the chance that any two share one is about 1 %.
 */
import { createHmac } from 'node:crypto'
import { covered } from './characters.js'
import { type Found, identifierTypes, type Span } from './identifier.js'

export type Placeholders = (found: Found) => string

export function placeholdersWith(key: string): Placeholders {
  const known = new Map<string, string>()
  return ({ type, value }) => {
    if (type === 'price') return `[PRICE ${value}]`
    const name = `${type}\n${value}`
    const before = known.get(name)
    if (before !== undefined) return before
    const digest = createHmac('sha256', key).update(name).digest('hex').slice(0, digits)
    const placeholder = `[${type.toUpperCase()}_${digest}]`
    if (known.size >= remembered) known.clear()
    known.set(name, placeholder)
    return placeholder
  }
}

const digits = 8
const remembered = 10_000
const placeholder = new RegExp(
  `\\[(?:(?:${identifierTypes.join('|').toUpperCase()})_[0-9a-f]{${digits}}|PRICE \\d{1,26}-\\d{1,26} [A-Z]{3})\\]`,
  'g',
)

/** The text with its placeholders covered, so that no detector finds anything in one; of the same length. */
export function withPlaceholdersCovered(text: string): string {
  if (!text.includes('[')) return text
  return text.replaceAll(placeholder, (found) => covered.repeat(found.length))
}

/** The same for spans that were found, which stand in order. */
export function withSpansCovered(text: string, spans: readonly Span[]): string {
  const parts: string[] = []
  let from = 0
  for (const { start, end } of spans) {
    parts.push(text.slice(from, start), covered.repeat(end - start))
    from = end
  }
  parts.push(text.slice(from))
  return parts.join('')
}
