/**
 * The redactor of a project: structured identifiers become placeholders, all else stays as it is, to the last unit.
 * It claims identifiers with a structure to check, and no names, addresses or dates of birth.
 */
import { createHash } from 'node:crypto'
import { LatticeError } from '../errors.js'
import { findIdentifiers } from './find.js'
import type { Span, SpanType } from './identifier.js'
import { placeholdersWith } from './placeholder.js'

/** Raised when the same text and key come to another result. It is in the fingerprint of the steps that redact. */
export const redactorVersion = 1

export interface RedactionSettings {
  types: readonly SpanType[]
  /** The project's secret. It decides the placeholders and is written nowhere. */
  key: string
}

/** A place in the original, in UTF-16 units, and what comes there. */
export interface Replacement extends Span {
  placeholder: string
}

export interface Redactor {
  /**
   * What would be replaced, from left to right.
   * @param where names the text in the message of a failure, which shows nothing of it.
   * @throws LatticeError when it can't look; nothing may be written then.
   */
  find(text: string, where: string): Replacement[]
  /** Redacting what was redacted changes nothing. */
  redact(text: string, where: string): string
}

export function redactorWith({ types, key }: RedactionSettings): Redactor {
  const placeholderOf = placeholdersWith(key)
  const find: Redactor['find'] = (text, where) => {
    try {
      return findIdentifiers(text, types).map((found) => ({
        type: found.type,
        start: found.start,
        end: found.end,
        placeholder: placeholderOf(found),
      }))
    } catch {
      // Without its cause: that of a failed match could hold the text.
      throw new LatticeError(`${where}: redaction failed, so nothing of it was written.`, {
        hint: 'This is a bug of lattice. Leave this row out, or turn redaction off if it needs none.',
      })
    }
  }
  return { find, redact: (text, where) => replaced(text, find(text, where)) }
}

/** The text with its replacements, which stand in order. */
export function replaced(text: string, replacements: readonly Replacement[]): string {
  if (replacements.length === 0) return text
  const parts: string[] = []
  let from = 0
  for (const { start, end, placeholder } of replacements) {
    parts.push(text.slice(from, start), placeholder)
    from = end
  }
  parts.push(text.slice(from))
  return parts.join('')
}

/** Tells keys apart without telling the key: 16 hex digits. */
export function keyId(key: string): string {
  return createHash('sha256').update(`lattice redaction key\n${key}`).digest('hex').slice(0, 16)
}
