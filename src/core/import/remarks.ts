/** What is odd about rows that are used all the same, and how often. */
import type { Prompt } from '../records.js'
import { classReader } from './classes.js'
import { columnIn, isPlain, type Row } from './columns.js'
import type { PromptReading } from './settings.js'

export const noTextAsModel = 'who wrote it is not a text: left open'
export const otherClass = 'of another class than its prompt, which keeps the first'
export const leftUnlabelled = 'answers that rows label differently: left without a label'

export function rowRemarks({ columns, classes }: Pick<PromptReading, 'columns' | 'classes'>) {
  const classOf = classReader(classes)
  const counts = new Map<string, number>()
  const add = (remark: string, n = 1) => counts.set(remark, (counts.get(remark) ?? 0) + n)
  return {
    add,
    look(row: Row, prompt: Prompt) {
      const [model, kind] = [columnIn(row, 'model', columns), columnIn(row, 'class', columns)]
      if (model !== undefined && !isPlain(row[model])) add(noTextAsModel)
      const said = kind === undefined ? undefined : classOf(row[kind])
      if (said !== undefined && said !== prompt.class) add(otherClass)
    },
    result: () => Object.fromEntries(counts),
  }
}
