/** The prompts that files of answers are about, as records with their splits. What can't be used makes no prompt. */
import { type PromptSet, promptOf, type Rows } from '../prompts.js'
import { promptText, type SplitRatios } from '../split.js'
import type { ClassWatch } from './classes.js'
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
  reading,
  seen,
  tally,
  classes,
}: {
  rows: Rows
  source: string
  ratios: SplitRatios
  reading: PromptReading
  seen: Set<string>
  tally: RowTally
  classes: ClassWatch
}): Promise<PromptSet> {
  const set: PromptSet = { prompts: [], dropped: [], unclassed: 0, mistyped: [] }
  for await (const { value, where } of rows) {
    const read = importedRow(value, reading.columns)
    tally.add(value, 'reason' in read ? read.reason : undefined)
    if (!('prompt' in read)) continue
    const text = promptText(read.prompt)
    if (seen.has(text)) continue
    seen.add(text)
    const group = columnIn(value as Row, 'group', reading.columns)
    const promptClass = classes.classOf(value as Row, where)
    const row = {
      id: undefined,
      messages: read.prompt,
      class: promptClass,
      expected: undefined,
      group: groupOf(group === undefined ? undefined : (value as Row)[group]),
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
