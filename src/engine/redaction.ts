/**
 * Redaction at the door: what comes from outside (a user's file, a model's answer) loses its identifiers before ids,
 * files and the ledger know of it. What is inside is never looked at again.
 */
import { sep } from 'node:path'
import type { Answer } from '../core/asks.js'
import type { Config } from '../core/config/schema.js'
import { ConfigError, LatticeError } from '../core/errors.js'
import type { Message } from '../core/records.js'
import type { SpanType } from '../core/redaction/identifier.js'
import { redactValue } from '../core/redaction/json.js'
import { keyId, type Redactor, redactorVersion, redactorWith } from '../core/redaction/redact.js'
import { readRedactionKey, requireRedactionKey } from '../io/redaction-key.js'

type Settings = Pick<Config, 'redact' | 'outputs'>

/** How a step redacts: part of its recipe. The key itself is nowhere but in its file. */
export interface RedactionIdentity {
  version: number
  types: readonly SpanType[]
  key: string
}

/** Null when nothing is to be redacted. Makes no key: a plan leaves no trace. */
export function redactionIdentity(settings: Settings): RedactionIdentity | null {
  const types = typesOf(settings)
  if (types.length === 0) return null
  const key = readRedactionKey(keySource(settings))
  return { version: redactorVersion, types, key: key === null ? 'not made yet' : keyId(key) }
}

/** Makes the key when there is none. @throws ConfigError for a key that would be shared along with the outputs. */
export function redactorFor(settings: Settings): Redactor | null {
  const types = typesOf(settings)
  return types.length === 0 ? null : redactorWith({ types, key: requireRedactionKey(keySource(settings)) })
}

/** As {@link redactorFor}, but makes no key: `'no key yet'` where one is needed and a run would make it. */
export function redactorIfKeyed(settings: Settings): Redactor | null | 'no key yet' {
  const types = typesOf(settings)
  if (types.length === 0) return null
  const key = readRedactionKey(keySource(settings))
  return key === null ? 'no key yet' : redactorWith({ types, key })
}

/** What is looked for; nothing where nothing is redacted. */
export function typesOf({ redact: { types, prices } }: Pick<Config, 'redact'>): SpanType[] {
  return [...types, ...(prices ? (['price'] as const) : [])]
}

function keySource({ redact: { key_file, key_env }, outputs }: Settings) {
  if (key_env === undefined && key_file.startsWith(`${outputs}${sep}`)) {
    throw new ConfigError(`redact.key_file is within the outputs: ${key_file}.`, {
      hint: 'Outputs are shared, and the key tells which value a placeholder stands for. Put it elsewhere.',
    })
  }
  return { file: key_file, env: key_env }
}

/** The door of one step. It counts what it took out. */
export interface Door {
  /** Rows of a user's file, with their places. */
  rows<T extends { where: string; value: unknown }>(rows: AsyncIterable<T>): AsyncIterable<T>
  /** Records of a user's file. */
  records<T>(records: AsyncIterable<T>, where: string): AsyncIterable<T>
  /** Messages, or an answer. */
  value<T extends Answer | Message[]>(value: T, where: string): T
  /** Facts: how many of each type. */
  counts(): { fact: string; value: number }[]
}

export function openDoor(redactor: Redactor): Door {
  const counts = new Map<SpanType, number>()
  const counting: Redactor = {
    ...redactor,
    find(text, where) {
      const found = redactor.find(text, where)
      for (const { type } of found) counts.set(type, (counts.get(type) ?? 0) + 1)
      return found
    },
  }
  return {
    rows: (rows) => mapped(rows, (row) => ({ ...row, value: redactValue(row.value, counting, row.where) })),
    records: (records, where) =>
      mapped(records, (record) => redactValue(record, counting, where) as typeof record),
    value: (value, where) => redactValue(value, counting, where) as typeof value,
    counts: () => [...counts].map(([type, value]) => ({ fact: `redacted_${type}`, value })),
  }
}

async function* mapped<T>(items: AsyncIterable<T>, change: (item: T) => T): AsyncGenerator<T> {
  try {
    for await (const item of items) yield change(item)
  } catch (error) {
    throw error instanceof LatticeError ? error.withoutQuote() : error
  }
}
