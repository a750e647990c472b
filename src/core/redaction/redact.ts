/**
 * The redactor of a project: structured identifiers become placeholders, all else stays as it is, to the last unit.
 * It claims identifiers with a structure to check, and no names, addresses or dates of birth.
 */
import { createHash } from 'node:crypto'
import { LatticeError } from '../errors.js'
import { findIdentifiers } from './find.js'
import type { Span, SpanType } from './identifier.js'
import { type Placeholders, placeholdersWith } from './placeholder.js'

/** Raised when the same text and key come to another result. It is in the fingerprint of the steps that redact. */
export const redactorVersion = 1

export interface RedactionSettings {
  types: readonly SpanType[]
  /** The project's secret. It decides the placeholders and is written nowhere. */
  key: string
}

export interface Redacted {
  text: string
  /** Where the identifiers stood in the original, in UTF-16 units. */
  spans: Span[]
}

export interface Redactor {
  /** @param where names the text in the message of a failure, which shows nothing of it. */
  redact(text: string, where: string): Redacted
}

/** Redacting what was redacted changes nothing. @throws LatticeError when it can't look; nothing may be written then. */
export function redactorWith({ types, key }: RedactionSettings): Redactor {
  const placeholderOf = placeholdersWith(key)
  return {
    redact(text, where) {
      try {
        return splice(text, types, placeholderOf)
      } catch {
        // Without its cause: that of a failed match could hold the text.
        throw new LatticeError(`${where}: redaction failed, so nothing of it was written.`, {
          hint: 'This is a bug of lattice. Leave this row out, or turn redaction off if it needs none.',
        })
      }
    },
  }
}

/** Tells keys apart without telling the key: 16 hex digits. */
export function keyId(key: string): string {
  return createHash('sha256').update(`lattice redaction key\n${key}`).digest('hex').slice(0, 16)
}

function splice(text: string, types: readonly SpanType[], placeholderOf: Placeholders): Redacted {
  const found = findIdentifiers(text, types)
  if (found.length === 0) return { text, spans: [] }
  const parts: string[] = []
  let from = 0
  for (const one of found) {
    parts.push(text.slice(from, one.start), placeholderOf(one))
    from = one.end
  }
  parts.push(text.slice(from))
  return { text: parts.join(''), spans: found.map(({ type, start, end }) => ({ type, start, end })) }
}
