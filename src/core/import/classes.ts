/** The class of a prompt, from words that a data set has of its own. */
import { ConfigError, DataError } from '../errors.js'
import { requireColumn } from '../labelled/columns.js'
import { type PromptClass, promptClasses } from '../records.js'
import { columnIn, type ImportColumns, type Row } from './columns.js'
import type { PromptReading } from './settings.js'
import { wildcard } from './wildcard.js'

/**
 * @param classes value or pattern → class; `*` stands for any letters, also for none, and of those that fit the longest
 *   counts
 */
export function classReader(
  classes: Readonly<Record<string, PromptClass>>,
): (cell: unknown) => PromptClass | undefined {
  const patterns = longestFirst(classes)
  return (cell) => {
    const value = textOf(cell)
    const own = promptClasses.find((name) => name === value)
    return patterns.find(({ fits }) => fits.test(value))?.promptClass ?? own
  }
}

export type ClassPattern = ReturnType<typeof longestFirst>[number]

/** In the order in which they count. */
export function longestFirst(classes: Readonly<Record<string, PromptClass>>) {
  return Object.entries(classes)
    .map(([text, promptClass]) => ({ text, fits: wildcard(text), promptClass }))
    .sort((one, other) => other.text.length - one.text.length || (one.text < other.text ? -1 : 1))
}

export interface ClassWatch {
  /** The class that a row says, or undefined where it says none. */
  classOf(row: Row, where: string): PromptClass | undefined
  /**
   * @param there the columns of all rows
   * @throws DataError for values of the class column that are no class and that nothing maps to one
   * @throws ConfigError where `classes` is given, or a column asked for, and no row has the column
   */
  requireUnderstood(there: readonly string[]): void
}

/** Remembers what the rows of all files say of the class, so that no value goes unheard. */
export function classWatch({ columns, classes }: Pick<PromptReading, 'columns' | 'classes'>): ClassWatch {
  const read = classReader(classes)
  const unknown = new Map<string, number>()
  let [first, column] = ['', '']
  let seen = false
  return {
    classOf(row, where) {
      const name = columnIn(row, 'class', columns)
      seen ||= name !== undefined
      const cell = name === undefined ? '' : textOf(row[name])
      const promptClass = read(cell)
      if (promptClass !== undefined || cell === '' || name === undefined) return promptClass
      if (unknown.size === 0) [first, column] = [where, name]
      unknown.set(cell, (unknown.get(cell) ?? 0) + 1)
      return undefined
    },
    requireUnderstood(there) {
      requireColumn(there, 'class', columns.class)
      const idle = Object.keys(classes).find((text) => !wildcard(text).test(''))
      if (!seen && idle !== undefined) throw noColumn(idle, columns, there)
      if (unknown.size > 0) throw unknownClass(first, column, unknown)
    },
  }
}

function unknownClass(where: string, column: string, values: ReadonlyMap<string, number>): DataError {
  const all = [...values].sort(([, one], [, other]) => other - one)
  const shown = all.slice(0, 10).map(([value, n]) => `${JSON.stringify(value.slice(0, 60))} (${n})`)
  const rest = all.length > shown.length ? `, and ${all.length - shown.length} more` : ''
  const problem = `${where}: the class column \`${column}\` holds what is none of ${promptClasses.join(', ')}`
  return new DataError(`${problem}: ${shown.join(', ')}${rest}.`, {
    hint: "Correct it, or say what it means: --classes 'unsafe_*=adversarial,*=cooperating' (data.answers.classes).",
    unquoted: `${problem}.`,
  })
}

function noColumn(pattern: string, columns: ImportColumns, there: readonly string[]): ConfigError {
  const which = columns.class === undefined ? '' : ` (${columns.class})`
  return new ConfigError(`--classes ${pattern}=…: no row has a column of classes${which}.`, {
    hint: `--class names it, and '*=CLASS' alone gives all rows one class. The columns are: ${there.join(', ')}.`,
  })
}

const textOf = (cell: unknown) => (cell === undefined || cell === null ? '' : String(cell).trim())
