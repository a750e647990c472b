/** What is wrong with a config, in the words of a person: what, where, and what was probably meant. */
import { ConfigError } from '../errors.js'
import type { Key } from './draft.js'
import { configReference } from './reference.js'

export interface Problem {
  key: Key
  message: string
  /** The name or value that was probably meant. */
  meant?: string
  /** The place, when it isn't where the key stands. */
  where?: string
}

/** One error for all of them, so that it is mended in one go. */
export function problemsError(problems: readonly Problem[], locate: (key: Key) => string): ConfigError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return new ConfigError(`${count} in the config:\n${problemLines(problems, locate).join('\n')}`, {
    hint: `lattice config schema${fieldOf(problems)} shows what is allowed.`,
  })
}

/** The narrowest part of the schema that holds all of them; a key that is not known counts as its section. */
function fieldOf(problems: readonly Problem[]): string {
  const parts = problems.map(({ key }) => knownPart(key.map(String)))
  const shared = parts.reduce((one, other) => one.slice(0, differsAt(one, other)))
  return shared.length === 0 ? '' : ` --field ${shared.join('.')}`
}

function knownPart(key: readonly string[]): readonly string[] {
  return key.length === 0 || configReference(key).length > 0 ? key : knownPart(key.slice(0, -1))
}

function differsAt(one: readonly string[], other: readonly string[]): number {
  const index = one.findIndex((name, place) => name !== other[place])
  return index < 0 ? one.length : index
}

/** One line each, in the order of the file. */
export function problemLines(problems: readonly Problem[], locate: (key: Key) => string): string[] {
  const rows = problems
    .map(({ key, message, meant, where }) => ({
      where: where ?? locate(key),
      key: key.join('.'),
      text: meant === undefined ? message : `${message} → did you mean ${meant}?`,
    }))
    .sort((a, b) => a.where.localeCompare(b.where, 'en', { numeric: true }))
  const wide = { where: longest(rows.map((row) => row.where)), key: longest(rows.map((row) => row.key)) }
  return rows.map(({ where, key, text }) =>
    `${where.padEnd(wide.where)}  ${key.padEnd(wide.key)}  ${text}`.trimEnd(),
  )
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length))
}
