/** What a data set holds and what was left out of it. Names as they stand in the manifest. */
import { z } from 'zod'
import { countOf } from '../count.js'
import { type ContaminationCounts, contaminationCountsSchema } from '../duplicates/contamination.js'
import { type Example, type Pair, type PromptClass, promptClasses } from '../records.js'
import { promptText } from '../split.js'
import { wordsOf } from '../words.js'
import type { Dropped, Sound } from './sift.js'

const count = z.int().nonnegative()
const perSplit = z.strictObject({ train: count, validation: count })

export const countsSchema = z.strictObject({
  drafted: count.describe('rows that the selections could give'),
  train: count,
  validation: count,
  prompts: perSplit.describe('different prompts'),
  classes: z.record(z.enum(promptClasses), perSplit),
  dropped: z.record(z.string(), count).describe('reason → rows'),
  evaluation_prompts: count.describe('evaluation prompts that every row was checked against'),
  evaluation_overlap: count.describe('rows whose prompt is one of them, counted again at the end'),
  contamination: contaminationCountsSchema.describe(
    'what is left of evaluation prompts in the training rows',
  ),
  words: z.array(z.number()).describe('mean words of the completion, or of chosen and rejected'),
  chosen_longer: z.number().optional().describe('share of pairs whose chosen answer has more words'),
})

export type Counts = z.infer<typeof countsSchema>

export function countsOf<R extends Example | Pair>({
  drafts,
  kept,
  dropped,
  evaluationTexts,
  contamination,
}: {
  drafts: number
  kept: readonly Sound<R>[]
  dropped: readonly Dropped[]
  evaluationTexts: ReadonlySet<string>
  contamination: ContaminationCounts
}): Counts {
  const lengths = kept.map(({ texts }) => texts.map((text) => wordsOf(text).length))
  return {
    drafted: drafts,
    ...splitCounts(kept),
    prompts: splitCounts(distinctPrompts(kept)),
    classes: classCounts(kept),
    dropped: countOf(dropped.map(({ reason }) => reason)),
    evaluation_prompts: evaluationTexts.size,
    evaluation_overlap: kept.filter(({ row }) => evaluationTexts.has(promptText(row.prompt))).length,
    contamination,
    words: (lengths[0] ?? []).map((_, side) => rounded(mean(lengths.map((sides) => sides[side]!)))),
    ...(lengths[0]?.length === 2
      ? { chosen_longer: rounded(mean(lengths.map(([chosen, rejected]) => (chosen! > rejected! ? 1 : 0)))) }
      : {}),
  }
}

/** DPO learns length quickly when chosen answers are mostly the longer or mostly the shorter ones. */
export function lengthWarning({ words: [chosen, rejected] }: Counts): string | undefined {
  if (chosen === undefined || rejected === undefined) return undefined
  const ratio = Math.max(chosen, rejected) / Math.max(1, Math.min(chosen, rejected))
  if (ratio < 1.5) return undefined
  const which = chosen > rejected ? 'longer' : 'shorter'
  return `Chosen answers are ${ratio.toFixed(1)} times ${which} than rejected ones (${chosen} and ${rejected} words): preference training may learn length.`
}

const splitCounts = <R extends Example | Pair>(kept: readonly Sound<R>[]) => {
  const train = kept.filter(({ row }) => row.split === 'train').length
  return { train, validation: kept.length - train }
}

const distinctPrompts = <R extends Example | Pair>(kept: readonly Sound<R>[]) => [
  ...new Map(kept.map((draft) => [draft.promptId, draft])).values(),
]

function classCounts<R extends Example | Pair>(kept: readonly Sound<R>[]): Counts['classes'] {
  const of = (promptClass: PromptClass) => splitCounts(kept.filter((draft) => draft.class === promptClass))
  return { adversarial: of('adversarial'), borderline: of('borderline'), cooperating: of('cooperating') }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const rounded = (value: number) => Math.round(value * 1000) / 1000
