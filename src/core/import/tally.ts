/** How many rows of somebody's files were used, and why the others weren't. */
import { DataError } from '../errors.js'
import { requireColumn } from '../labelled/columns.js'
import type { ImportColumns, Row } from './columns.js'

export interface RowTally {
  read: number
  used: number
  /** reason → rows, the most frequent first */
  unused(): Record<string, number>
  /** Columns of the rows. */
  columns(): string[]
  add(value: unknown, reason?: string): void
  /** A row that was used turns out to be none that can be. */
  withdraw(reason: string): void
}

export function rowTally(): RowTally {
  const reasons = new Map<string, number>()
  const columns = new Set<string>()
  const count = (reason: string) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  return {
    read: 0,
    used: 0,
    unused: () => Object.fromEntries([...reasons].sort(([, one], [, other]) => other - one)),
    columns: () => [...columns],
    add(value, reason) {
      this.read += 1
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        for (const name of Object.keys(value as Row)) columns.add(name)
      if (reason === undefined) this.used += 1
      else count(reason)
    },
    withdraw(reason) {
      this.used -= 1
      count(reason)
    },
  }
}

/**
 * @throws DataError when none of the rows can be used
 * @throws ConfigError when that is so since a column that was asked for isn't there
 */
export function requireUsable(rows: RowTally, files: readonly string[], asked: ImportColumns): void {
  if (files.length === 0 || rows.used > 0) return
  if (rows.read > 0)
    for (const [role, name] of Object.entries(asked)) requireColumn(rows.columns(), role, name)
  const names = files.join(', ')
  if (rows.read === 0) throw new DataError(`There are no rows in ${names}.`)
  const reasons = Object.entries(rows.unused()).map(([reason, n]) => `${n}: ${reason}`)
  throw new DataError(`None of ${rows.read} rows in ${names} can be used. ${reasons.join('; ')}.`, {
    hint:
      strayPrompt in rows.unused()
        ? 'What lattice wrote names its prompts by id: --set data.prompts=FILE brings the prompts.jsonl of that run.'
        : `${columnsText(rows.columns())}--prompt, --answer, --chosen, --rejected and --messages (data.answers.columns) say which to read.`,
  })
}

/** Why a row is not used whose prompt nobody gave. */
export const strayPrompt = 'its prompt is not among the prompts'

function columnsText(columns: readonly string[]): string {
  return columns.length === 0 ? '' : `The columns are: ${columns.slice(0, 20).join(', ')}. `
}
