/** `data.answers`: finished answers, or pairs, in place of what `generate` would sample. */
import { z } from 'zod'
import { measures } from '../labelled/gold.js'
import { promptClasses } from '../records.js'
import { paths } from './paths.js'

export const answerKinds = ['candidates', 'pairs', 'examples'] as const
export const tableFormats = ['csv', 'tsv', 'jsonl', 'json'] as const

const column = (what: string) => z.string().min(1).optional().describe(what)

export const answersSchema = z.strictObject({
  files: paths.describe('CSV, TSV, JSONL or a JSON array, plain or gzip, one path or a list'),
  as: z
    .enum(answerKinds)
    .optional()
    .describe(
      'candidates: to be judged and selected; pairs: chosen and rejected as the file says; examples: answers to train on as they are; default: pairs where rows have chosen and rejected, else candidates',
    ),
  human: z
    .boolean()
    .default(false)
    .describe('whether people chose between the answers (pairs) or wrote them (examples, candidates)'),
  format: z
    .enum(tableFormats)
    .optional()
    .describe("of the files, whatever they are called; default: by a file's ending, else its start"),
  columns: z
    .strictObject({
      prompt: column('column of the prompt'),
      answer: column('column of the answer'),
      chosen: column('column of the better answer'),
      rejected: column('column of the worse answer'),
      messages: column('column of a conversation whose last turn is the answer'),
      gold: column('column of what a person said of the answer'),
      model: column('column of who wrote the answer'),
      class: column('column of the class of the prompt'),
      group: column('column of the group whose prompts stay in one split'),
    })
    .prefault({})
    .describe('which column holds what; default: by their usual names'),
  classes: z
    .record(z.string(), z.enum(promptClasses))
    .optional()
    .describe(
      'value of the class column → class; `*` stands for any letters, and the longest that fits counts',
    ),
  measure: z.enum(measures).optional().describe('what the gold labels speak of; default: by their own words'),
  positive: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('gold labels that mean harm or refusal; 2 also names 2_full; default: by their own words'),
})

export type AnswersConfig = z.output<typeof answersSchema>
