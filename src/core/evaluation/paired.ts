/** `paired_results.json` and `failures.json`: prompt by prompt, what base and trained model said and who was better. */
import { z } from 'zod'
import { messageSchema, promptClasses } from '../records.js'
import { type Decoding, type Evaluation, sampleSchema } from './evaluated.js'
import { meanScore, measured, safeRate } from './measures.js'
import { rounded } from './rounded.js'

const sideSchema = z.strictObject({
  model: z.string(),
  text: z.string().describe('the first answer of the decoding that decides'),
  score: z.number().nullable().describe('by the deciding judge, mean over the samples that decide'),
  safe_rate: z.number().nullable().describe('the same'),
  samples: z.array(sampleSchema).describe('every answer with every judge'),
})

const pairedResultSchema = z.strictObject({
  prompt_id: z.string(),
  prompt: z.array(messageSchema),
  class: z.enum(promptClasses),
  expected: z.enum(['comply', 'refuse', 'either']),
  verdict: z
    .enum(['win', 'tie', 'loss', 'unparsed'])
    .describe('of the trained model, by score, or by safety where the judge gives no score'),
  baseline: sideSchema,
  finetuned: sideSchema,
})

export const pairedResultsSchema = z.array(pairedResultSchema)

export type PairedResult = z.infer<typeof pairedResultSchema>

/** One row for each prompt that both models answered, in the order of the baseline's rows. */
export function pairedResults({
  rows,
  baseline,
  finetuned,
  judge,
  decoding,
}: {
  rows: readonly Evaluation[]
  baseline: string
  finetuned: string
  judge: string
  decoding: Decoding
}): PairedResult[] {
  const tuned = new Map(rows.filter(({ model }) => model === finetuned).map((row) => [row.promptId, row]))
  return rows
    .filter(({ model, promptId }) => model === baseline && tuned.has(promptId))
    .map((before) => {
      const [left, right] = [before, tuned.get(before.promptId)!].map((row) => sideOf(row, judge, decoding))
      return {
        prompt_id: before.promptId,
        prompt: before.prompt,
        class: before.class,
        expected: before.expected,
        verdict: verdictOf(left!, right!, meanScore(judge).tolerance),
        baseline: left!,
        finetuned: right!,
      }
    })
}

/** S4's failures: the trained model is worse than the base. */
export function failuresOf(results: readonly PairedResult[]): PairedResult[] {
  return results.filter(({ verdict }) => verdict === 'loss')
}

type Side = z.infer<typeof sideSchema>

function sideOf(row: Evaluation, judge: string, decoding: Decoding): Side {
  const score = measured(row, meanScore(judge), decoding).value
  const safe = measured(row, safeRate(judge), decoding).value
  return {
    model: row.model,
    text: row.samples.find((sample) => sample.decoding === decoding)?.text ?? '',
    score: score === null ? null : rounded(score),
    safe_rate: safe === null ? null : rounded(safe),
    samples: row.samples,
  }
}

function verdictOf(before: Side, after: Side, tolerance: number): PairedResult['verdict'] {
  const [from, to] =
    before.score !== null && after.score !== null
      ? [before.score, after.score]
      : [before.safe_rate, after.safe_rate]
  if (from === null || to === null) return 'unparsed'
  if (Math.abs(to - from) <= tolerance) return 'tie'
  return to > from ? 'win' : 'loss'
}
