/**
 * Keeps secrets out of what is written. By value they are taken out of any text, as a CI system does with its logs; by
 * form only out of texts of programs (errors, logs), since what people and models write is data, and may be about tokens.
 */
import { markdownText } from '../markdown.js'
import { findSecrets } from '../redaction/secret.js'
import type { KnownSecret } from './known.js'
import { userInfoPlaces } from './user-info.js'

export interface Keeper {
  /** Any text, without the secrets that are known. */
  withoutKnown(text: string): string
  /** Text of a program, also without what has the form of a secret. */
  withoutSecrets(text: string): string
  /** The same of every text in a value. */
  withoutKnownIn<T>(value: T): T
  withoutSecretsIn<T>(value: T): T
  /** What a text that nobody may see holds: `the value of HF_TOKEN`; null for others. */
  secretIn(text: string): string | null
}

const hidden = '***'
/** A URL stays one. */
const mask = (secret: string) => (secret.endsWith('@') ? `${hidden}@` : hidden)

export function keeperOf(secrets: readonly KnownSecret[]): Keeper {
  const sources = new Map(
    secrets.flatMap(({ value, source }) => spellings(value).map((text) => [text, source])),
  )
  const pattern = patternOf([...sources.keys()])
  const withoutKnown = (text: string) => (pattern ? text.replace(pattern, mask) : text)
  const withoutSecrets = (text: string) => withoutForms(withoutKnown(text))
  return {
    withoutKnown,
    withoutSecrets,
    withoutKnownIn: (value) => mapTexts(value, withoutKnown),
    withoutSecretsIn: (value) => mapTexts(value, withoutSecrets),
    secretIn(text) {
      const known = pattern && text.match(pattern)?.[0]
      return known ? `the value of ${sources.get(known)}` : formIn(text)
    },
  }
}

/** As it stands in JSON, in a URL, in HTML and in Markdown too. */
function spellings(value: string): string[] {
  const html = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const all = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    html,
    html.replaceAll('"', '&quot;'),
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    markdownText(value),
  ]
  return [...new Set(all)]
}

/** The longest first, so that no rest of it stays where one holds another. */
function patternOf(texts: string[]): RegExp | null {
  if (texts.length === 0) return null
  const sorted = texts.toSorted((a, b) => b.length - a.length)
  return new RegExp(sorted.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g')
}

function withoutForms(text: string): string {
  const spans = [...findSecrets(text), ...userInfoPlaces(text)].sort((a, b) => a.start - b.start)
  let result = ''
  let from = 0
  for (const { start, end } of spans) {
    if (start >= from) result += `${text.slice(from, start)}${hidden}`
    from = Math.max(from, end)
  }
  return result + text.slice(from)
}

/** `git@host` is an address; a password, or a token in a user's place, is a secret. */
function formIn(text: string): string | null {
  if (userInfoPlaces(text).some(({ start, end }) => text.slice(start, end).includes(':')))
    return 'a URL with a password'
  return findSecrets(text).next().done ? null : 'what looks like a token or a key'
}

function mapTexts<T>(value: T, change: (text: string) => string): T {
  return mapped(value, change) as T
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapped(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapped(member, change)]))
}
