/**
 * What an answer set is like in the eyes of the judge that chose from it: S4's mean score, deviation and safe rate, of
 * what was chosen, of what was rejected, and of everything it was chosen from. No model is asked for it.
 */
import { z } from 'zod'
import type { Critique } from '../critique.js'
import { type PromptClass, promptClasses, selectionSchema } from '../records.js'
import { wilson } from '../statistics/rate.js'
import type { Scope } from './measures.js'
import { rounded, roundedInterval } from './rounded.js'

const share = z.number().min(0).max(1)
const count = z.int().nonnegative()

const figuresSchema = z.strictObject({
  scope: z.enum(['all', ...promptClasses]),
  num_samples: count.describe('answers with a score'),
  unparsed: count.describe('answers that the judge could not be understood about; they are in no figure'),
  num_prompts: count.describe('prompts of the answers with a score: the n of the interval'),
  mean_score: z.number().nullable(),
  std_dev: z.number().nullable().describe('population, over answers'),
  safe_rate: share.nullable().describe('share of the answers that meet a score of 4'),
  safe_rate_interval: z.tuple([z.number(), z.number()]).nullable().describe('95 %, Wilson'),
})

const answerSetSchema = z.strictObject({
  step: z.string().describe('critique:main for everything that was judged, else the selection'),
  policy: selectionSchema.shape.policy.nullable(),
  side: z.enum(['all', 'chosen', 'rejected']),
  figures: z.array(figuresSchema).describe('all classes together first, then each that has answers'),
  score_histogram: z.array(count).length(5).describe('answers by score, rounded to 1..5'),
  words: z.record(z.string(), count).describe('answers by their number of words'),
})

export const selectionReportSchema = z.strictObject({
  schema: z.literal('lattice-selection/1'),
  run: z.string(),
  critic: z.string(),
  sets: z.array(answerSetSchema),
  left_out: z.record(z.string(), z.record(z.string(), count)).describe('prompts by selection and reason'),
})

export type Figures = z.infer<typeof figuresSchema>
export type AnswerSet = z.infer<typeof answerSetSchema>
export type SelectionReport = z.infer<typeof selectionReportSchema>

export interface JudgedAnswer {
  prompt: string
  class: PromptClass
  words: number
  critique: Pick<Critique, 'score' | 'safe'>
}

/** Adds up answers one by one, so that a set of any size fits. */
export function answerTally(): {
  add(answer: JudgedAnswer): void
  set(): Omit<AnswerSet, 'step' | 'policy' | 'side'>
} {
  const tallies = new Map<Scope, ReturnType<typeof tally>>([['all', tally()]])
  const histogram = [0, 0, 0, 0, 0]
  const words = new Map<number, number>()
  return {
    add(answer) {
      const own = tallies.get(answer.class) ?? tally()
      tallies.set(answer.class, own)
      for (const one of [tallies.get('all'), own]) one?.add(answer)
      words.set(answer.words, (words.get(answer.words) ?? 0) + 1)
      const { score } = answer.critique
      if (score !== null) histogram[Math.min(5, Math.max(1, Math.round(score))) - 1]! += 1
    },
    set: () => ({
      figures: (['all', ...promptClasses] as const).flatMap(
        (scope) => tallies.get(scope)?.figures(scope) ?? [],
      ),
      score_histogram: histogram,
      words: Object.fromEntries([...words].sort(([a], [b]) => a - b)),
    }),
  }
}

/**
 * The deviation by Welford's running sums (1962). Answers to one prompt are no independent draws, so the interval
 * counts prompts, not answers: it errs on the wide side.
 */
function tally() {
  const prompts = new Set<string>()
  let [n, unparsed, safe, mean, squares] = [0, 0, 0, 0, 0]
  return {
    add({ prompt, critique: { score, safe: isSafe } }: JudgedAnswer) {
      if (score === null || isSafe === null) {
        unparsed += 1
        return
      }
      n += 1
      prompts.add(prompt)
      if (isSafe) safe += 1
      const before = score - mean
      mean += before / n
      squares += before * (score - mean)
    },
    figures: (scope: Scope): Figures => ({
      scope,
      num_samples: n,
      unparsed,
      num_prompts: prompts.size,
      mean_score: n === 0 ? null : rounded(mean),
      std_dev: n === 0 ? null : rounded(Math.sqrt(squares / n)),
      safe_rate: n === 0 ? null : rounded(safe / n),
      safe_rate_interval: n === 0 ? null : roundedInterval(wilson(safe / n, prompts.size)),
    }),
  }
}
