/** Where a row of somebody's file holds what: as asked, else under the names that such files usually have. */
import { requireColumn, usualColumns } from '../labelled/columns.js'

const importRoles = [
  'prompt',
  'answer',
  'chosen',
  'rejected',
  'messages',
  'gold',
  'model',
  'class',
  'group',
] as const
export type ImportRole = (typeof importRoles)[number]
export type ImportColumns = Partial<Record<ImportRole, string>>

const usual: Record<ImportRole, readonly string[]> = {
  prompt: usualColumns.prompt,
  answer: usualColumns.answer,
  chosen: ['chosen'],
  rejected: ['rejected'],
  messages: ['messages', 'conversation'],
  gold: usualColumns.gold,
  model: ['model', 'model_name'],
  class: ['class', 'kind'],
  group: ['group'],
}

export type Row = Readonly<Record<string, unknown>>

/**
 * The column of a row that plays a role. A `null`, as data frames write it, means not given; of usual names
 * the first that says something counts.
 */
export function columnIn(row: Row, role: ImportRole, asked: ImportColumns): string | undefined {
  const names = asked[role] === undefined ? usual[role] : [asked[role]]
  const there = names.filter(
    (name) => Object.hasOwn(row, name) && row[name] !== null && row[name] !== undefined,
  )
  return there.find((name) => !isBlank(row[name])) ?? there[0]
}

const isBlank = (cell: unknown) => typeof cell === 'string' && cell.trim() === ''

/** Whether a cell can be read as a text. An object would become `[object Object]`. */
export const isPlain = (cell: unknown): boolean => typeof cell !== 'object' || cell === null

/** What a row says in a role, '' where it says nothing. */
export function textIn(row: Row, role: ImportRole, asked: ImportColumns): string {
  const column = columnIn(row, role, asked)
  return column === undefined || !isPlain(row[column]) ? '' : String(row[column]).trim()
}

/** Remembers the columns of all rows, since rows of JSONL needn't have the same ones. */
export function columnWatch(asked: ImportColumns) {
  const there = new Set<string>()
  const read = new Map<ImportRole, string>()
  return {
    add(row: Row) {
      for (const name of Object.keys(row)) there.add(name)
      for (const role of importRoles) {
        const name = read.has(role) ? undefined : columnIn(row, role, asked)
        if (name !== undefined) read.set(role, name)
      }
    },
    /** @throws ConfigError for a column that was asked for and that no row has */
    columns(): ImportColumns {
      for (const [role, name] of Object.entries(asked)) requireColumn([...there], role, name)
      return Object.fromEntries(read)
    },
  }
}
