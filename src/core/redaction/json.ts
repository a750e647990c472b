/**
 * JSON, redacted within its strings: the rest of the text stays, numbers of many digits and the order of keys too.
 * The key of a value counts as the word before it: `{"phone": "612345678"}` holds a telephone number.
 */
import { type Redactor, type Replacement, replaced } from './redact.js'

/** What would be replaced in a text that is valid JSON, by places in that text. */
export function findInJson(json: string, redactor: Redactor, where: string): Replacement[] {
  const replacements: Replacement[] = []
  let label = ''
  for (const { start, end } of stringLiterals(json)) {
    const raw = json.slice(start, end)
    const value: string = JSON.parse(raw)
    const isKey = /\s*:/y
    isKey.lastIndex = end
    const key = isKey.test(json)
    const found = findLabelled(value, { label: key ? '' : label, redactor, where })
    const rawOffsets = found.length > 0 ? offsetsIn(raw, value.length) : []
    for (const one of found) {
      replacements.push({ ...one, start: start + rawOffsets[one.start]!, end: start + rawOffsets[one.end]! })
    }
    if (key) label = value
  }
  return replacements
}

/** Every string within a value redacted; keys and all else stay. */
export function redactValue(value: unknown, redactor: Redactor, where: string, label = ''): unknown {
  if (typeof value === 'string') return replaced(value, findLabelled(value, { label, redactor, where }))
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redactor, where, label))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, redactValue(member, redactor, where, key)]),
  )
}

const longestLabel = 64
/** Names of columns that say nothing of what is in them, though one of them is a word before a telephone number. */
const saysNothing = /^(?:text|content|message|prompt|value)$/i

/** Finds in a value as if its label stood before it; what belongs to the label alone is left. */
function findLabelled(
  value: string,
  { label, redactor, where }: { label: string; redactor: Redactor; where: string },
): Replacement[] {
  const before = label === '' || label.length > longestLabel || saysNothing.test(label) ? '' : `${label}: `
  return redactor
    .find(before + value, where)
    .filter(({ end }) => end > before.length)
    .map((one) => ({ ...one, start: Math.max(0, one.start - before.length), end: one.end - before.length }))
}

/** The strings of valid JSON with their quotes, keys among them. */
function* stringLiterals(json: string): Generator<{ start: number; end: number }> {
  for (let start = json.indexOf('"'); start !== -1; ) {
    let close = json.indexOf('"', start + 1)
    while (isEscaped(json, close)) close = json.indexOf('"', close + 1)
    yield { start, end: close + 1 }
    start = json.indexOf('"', close + 1)
  }
}

function isEscaped(json: string, quote: number): boolean {
  let backslashes = 0
  while (json[quote - 1 - backslashes] === '\\') backslashes += 1
  return backslashes % 2 === 1
}

/** Where each unit of a string's value begins in its literal, and where the last one ends. */
function offsetsIn(raw: string, length: number): Uint32Array {
  const offsets = new Uint32Array(length + 1)
  let at = 1
  for (let unit = 0; unit <= length; unit += 1) {
    offsets[unit] = at
    at += raw[at] !== '\\' ? 1 : raw[at + 1] === 'u' ? 6 : 2
  }
  return offsets
}
