/** All files of a run that hold prompts, as one set. */
import { classWatch } from './import/classes.js'
import { promptsWithAnswers } from './import/prompts.js'
import type { PromptReading } from './import/settings.js'
import { requireUsable, rowTally } from './import/tally.js'
import { mergePrompts, type PromptSet, type Rows, readPrompts } from './prompts.js'
import { promptText, type SplitRatios } from './split.js'

export interface PromptFile {
  rows: Rows
  source: string
  /** Its prompts are only ever evaluated on. */
  evaluation: boolean
  /** Set where the file holds answers too, and its rows are read for what they answer. */
  answers?: PromptReading | undefined
}

/**
 * A prompt that is answered in one file and stands in another is no mistake: the other one counts, untold.
 * @throws DataError for a bad row of a file of prompts, and when no row of the files of answers can be used
 */
export async function readPromptFiles(
  files: readonly PromptFile[],
  ratios: SplitRatios,
): Promise<ReturnType<typeof mergePrompts>> {
  const sets = new Map<PromptFile, PromptSet>()
  for (const file of files.filter(({ answers }) => answers === undefined)) {
    const forced = file.evaluation ? ('evaluation' as const) : undefined
    sets.set(file, await readPrompts({ ...file, ratios, forced }))
  }
  const seen = new Set(
    [...sets.values()].flatMap(({ prompts }) => prompts.map(({ messages }) => promptText(messages))),
  )
  const answered = files.filter(({ answers }) => answers !== undefined)
  const { columns = {}, classes: mapped = {} } = answered[0]?.answers ?? {}
  const classes = classWatch({ columns, classes: mapped })
  const rows = rowTally()
  for (const file of files) {
    const { answers: reading } = file
    if (reading !== undefined)
      sets.set(file, await promptsWithAnswers({ ...file, ratios, reading, seen, tally: rows, classes }))
  }
  requireUsable(
    rows,
    answered.map(({ source }) => source),
    columns,
  )
  if (answered.length > 0) classes.requireUnderstood(rows.columns())
  return mergePrompts(files.map((file) => sets.get(file)!))
}
