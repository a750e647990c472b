/** The prompts that files of answers are about, as records with their splits. What can't be used makes no prompt. */
import { type PromptSet, promptOf, type Rows } from '../prompts.js'
import { promptText, type SplitRatios } from '../split.js'
import { classReader } from './classes.js'
import { columnIn, type Row } from './columns.js'
import { importedRow } from './row.js'
import type { PromptReading } from './settings.js'
import type { RowTally } from './tally.js'

/**
 * The same prompt with many answers is one prompt, of the class that its first row says.
 * @param seen texts that are prompts already; what is found is added
 */
export async function promptsWithAnswers({
  rows,
  source,
  ratios,
  reading: { columns, classes },
  seen,
  tally,
}: {
  rows: Rows
  source: string
  ratios: SplitRatios
  reading: PromptReading
  seen: Set<string>
  tally: RowTally
}): Promise<PromptSet> {
  const set: PromptSet = { prompts: [], dropped: [], unclassed: 0, mistyped: [] }
  const classOf = classReader(classes)
  for await (const { value } of rows) {
    const read = importedRow(value, columns)
    tally.add(value, 'reason' in read ? read.reason : undefined)
    if (!('prompt' in read)) continue
    const text = promptText(read.prompt)
    if (seen.has(text)) continue
    seen.add(text)
    const cell = (role: 'class' | 'group') => {
      const column = columnIn(value as Row, role, columns)
      return column === undefined ? undefined : (value as Row)[column]
    }
    const promptClass = classOf(cell('class'))
    const row = {
      id: undefined,
      messages: read.prompt,
      class: promptClass,
      expected: undefined,
      group: groupOf(cell('group')),
      source: undefined,
    }
    set.prompts.push(promptOf({ row, text, source, ratios, forced: undefined }))
    if (promptClass === undefined) set.unclassed += 1
  }
  return set
}

function groupOf(cell: unknown): string | undefined {
  const text = cell === undefined ? '' : String(cell).trim()
  return text === '' ? undefined : text
}
