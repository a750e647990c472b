/** By which words a reader knows what came to nothing. */
import { z } from 'zod'
import { recordId } from '../../core/identity.js'
import { conversation } from '../../core/log/words.js'
import { exampleSchema, promptSchema, type Selection, selectionSchema } from '../../core/records.js'
import type { RunStep } from '../run-view.js'

/** The prompts of the items that a step left out, by the items' ids; what has none is not in it. */
export async function skippedTexts(step: RunStep, ids: ReadonlySet<string>): Promise<Map<string, string>> {
  if (step.row.stage === 'train') return textsOfLines(step, ids)
  const owners = step.row.stage === 'dataset' ? await promptsOfRows(step) : new Map<string, string>()
  const promptOf = (id: string) => owners.get(id) ?? id.replace(/#\d+$/, '')
  const wanted = new Set([...ids].map(promptOf))
  const prompts = new Map<string, string>()
  for await (const { id, messages } of step.readInput('prompts', promptSchema))
    if (wanted.has(id)) prompts.set(id, conversation(messages))
  return new Map(
    [...ids].flatMap((id) => {
      const text = prompts.get(promptOf(id))
      return text === undefined ? [] : [[id, text] as const]
    }),
  )
}

const trainedSchema = z.object({ prompt: exampleSchema.shape.prompt })

/** A trainer names its rows by file and line: `train:21`. */
async function textsOfLines(step: RunStep, ids: ReadonlySet<string>): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const file of ['train', 'validation']) {
    let line = 0
    for await (const { prompt } of step.readInput(file, trainedSchema)) {
      line += 1
      const id = `${file}:${line}`
      if (ids.has(id)) texts.set(id, conversation(prompt))
    }
  }
  return texts
}

/** A row that was left out stands in no file; its id follows from the selection that it was to be made of. */
async function promptsOfRows(step: RunStep): Promise<Map<string, string>> {
  const owners = new Map<string, string>()
  for await (const selection of step.readInput('selections', selectionSchema))
    for (const id of rowIds(selection)) owners.set(id, selection.prompt)
  return owners
}

function rowIds({ prompt, chosen, rejected }: Selection): string[] {
  const examples = [...chosen, ...rejected].map((one) => recordId('example', [prompt, one], null))
  const pairs = chosen.flatMap((one) => rejected.map((other) => recordId('pair', [prompt, one, other], null)))
  return [...examples, ...pairs]
}
