/** Which column of a labelled table holds what: as asked, else by the names that such tables usually have. */
import { nearest } from '../config/suggest.js'
import { ConfigError } from '../errors.js'

/** A text by itself, or an answer with its prompt. */
export type Columns = { gold: string; group?: string } & (
  | { text: string }
  | { prompt: string; answer: string }
)
export type ColumnRole = 'text' | 'prompt' | 'answer' | 'gold' | 'group'

/** The names that a column usually has, by what it holds. */
export const usualColumns: Record<ColumnRole, readonly string[]> = {
  text: ['text', 'test_case', 'sentence', 'comment'],
  prompt: ['prompt', 'question', 'instruction'],
  answer: ['answer', 'completion', 'response', 'output'],
  gold: ['gold', 'label', 'final_label', 'label_gold'],
  group: ['group', 'functionality', 'category', 'model', 'type'],
}

/**
 * @param there the columns of the table
 * @throws ConfigError naming the columns there are, for one that is not, or when none can be guessed
 */
export function columnsFor(there: readonly string[], asked: Partial<Record<ColumnRole, string>>): Columns {
  for (const [role, name] of Object.entries(asked)) requireColumn(there, role, name)
  const find = (role: ColumnRole) => asked[role] ?? usualColumns[role].find((name) => there.includes(name))
  const [gold, group] = [find('gold'), find('group')]
  if (gold === undefined) throw unguessed('gold label', '--gold', there)
  return { ...subjectColumns(asked, find, there), gold, ...(group === undefined ? {} : { group }) }
}

function subjectColumns(
  asked: Partial<Record<ColumnRole, string>>,
  find: (role: ColumnRole) => string | undefined,
  there: readonly string[],
): { text: string } | { prompt: string; answer: string } {
  const [text, prompt, answer] = [find('text'), find('prompt'), find('answer')]
  const wantsText = asked.text !== undefined && asked.answer === undefined
  if (!wantsText && prompt !== undefined && answer !== undefined) return { prompt, answer }
  if (asked.answer !== undefined) throw unguessed('prompt', '--prompt', there)
  if (text !== undefined) return { text }
  throw unguessed('text, nor a prompt and an answer', '--text, or --prompt and --answer,', there)
}

/** @throws ConfigError naming the columns there are, and the one that was probably meant */
export function requireColumn(there: readonly string[], role: string, name: string | undefined): void {
  if (name === undefined || there.includes(name)) return
  const meant = nearest(name, there)
  throw new ConfigError(`--${role} ${name}: there is no such column.`, {
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}${columnsThere(there)}`,
  })
}

function unguessed(what: string, flag: string, there: readonly string[]): ConfigError {
  return new ConfigError(`No column is known to hold the ${what}.`, {
    hint: `${flag} names it. ${columnsThere(there)}`,
  })
}

const columnsThere = (there: readonly string[]) => `The columns are: ${there.join(', ')}.`
