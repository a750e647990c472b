/** The texts of one row of anybody's data set that are compared with those of other rows: prompt first, then answers. */

/** The columns that are looked for, in this order of the parts; of one line the first that is there counts. */
const promptColumns = ['prompt', 'messages', 'text', 'instruction', 'question'] as const
const answerColumns = [['completion'], ['chosen', 'rejected'], ['response'], ['output'], ['answer']] as const

/**
 * @param columns names of the columns to compare, in place of the usual ones
 * @returns one text for each part, or what is wrong with the row
 */
export function rowTexts(value: unknown, columns?: readonly string[]): string[] | { problem: string } {
  if (typeof value === 'string') return columns === undefined ? [value] : { problem: 'has no columns' }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'is neither an object nor a text' }
  const row = value as Record<string, unknown>
  if (columns !== undefined) return gathered(row, columns)
  const prompt = promptColumns.find((name) => isThere(row[name]))
  const answers = answerColumns.find(([first]) => isThere(row[first])) ?? []
  if (prompt === 'messages' && answers.length === 0) return conversation(row.messages)
  if (prompt === undefined && answers.length === 0) {
    const known = [...promptColumns, ...answerColumns.flat()].join(', ')
    return { problem: `has none of the columns ${known}` }
  }
  const found = gathered(row, prompt === undefined ? answers : [prompt, ...answers])
  return Array.isArray(found) && prompt === undefined ? ['', ...found] : found
}

const isThere = (value: unknown) => value !== undefined && value !== null

function gathered(row: Record<string, unknown>, columns: readonly string[]): string[] | { problem: string } {
  const texts: string[] = []
  for (const name of columns) {
    const value = row[name]
    if (!isThere(value)) return { problem: `has no \`${name}\`` }
    const text = typeof value === 'string' ? value : spoken(value)
    if (text === undefined) return { problem: `\`${name}\` is neither a text nor a list of {role, content}` }
    texts.push(text)
  }
  return texts
}

/** A conversation whose last turn is the assistant's is a prompt and its answer. */
function conversation(value: unknown): string[] | { problem: string } {
  const turns = Array.isArray(value) ? value : []
  const answered = turns.at(-1)?.role === 'assistant'
  const prompt = spoken(answered ? turns.slice(0, -1) : value)
  const answer = answered ? spoken(turns.slice(-1)) : ''
  if (prompt === undefined || answer === undefined)
    return { problem: '`messages` is not a list of {role, content}' }
  return answered ? [prompt, answer] : [prompt]
}

/** Turns as one text, without the system's: many rows share it word for word. */
function spoken(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined
  const texts = value.filter((turn) => turn?.role !== 'system').map((turn): unknown => turn?.content)
  return texts.every((text) => typeof text === 'string') ? texts.join('\n') : undefined
}
