/** One measure, two models, the same prompts: the difference, how sure it is, and what may be said of it. */
import { z } from 'zod'
import { mean } from '../statistics/describe.js'
import {
  promptsForMean,
  promptsForRate,
  smallestMeanDifference,
  smallestRateDifference,
} from '../statistics/paired-design.js'
import { decodings } from './evaluated.js'
import { type Measure, measureNames } from './measures.js'
import { type Pairing, pairsOf } from './pairs.js'
import { rounded, roundedInterval, roundedProbability } from './rounded.js'
import { isMcNemar, type Tested, testedPairs, tests } from './tested.js'

export const verdicts = ['improved', 'regressed', 'longer', 'shorter', 'not resolved'] as const

const intervalSchema = z.tuple([z.number(), z.number()]).nullable()

export const differenceSchema = z.strictObject({
  from: z.string().describe('model'),
  to: z.string().describe('model'),
  measure: z.enum(measureNames),
  better: z.enum(['higher', 'lower']).nullable(),
  judge: z.string().nullable(),
  decoding: z.enum(decodings),
  scope: z.enum(['all', 'adversarial', 'borderline', 'cooperating']),
  n: z.int().nonnegative().describe('prompts with a value from both models'),
  samples: z.int().nonnegative().describe('answers of each model to a prompt, averaged before anything else'),
  unparsed: z.int().nonnegative().describe('samples of both models without a verdict; they are in no mean'),
  from_value: z.number().nullable(),
  to_value: z.number().nullable(),
  delta: z.number().nullable().describe('to − from'),
  interval: intervalSchema.describe(
    '95 %, paired bootstrap over prompts, percentile, 10,000 resamples; null where no prompt differs, as nothing can be drawn from that',
  ),
  test: z.enum(tests).describe('exact: every pattern counted; drawn: 10,000 patterns, seeded'),
  p: z.number().nullable().describe('two-sided; not corrected for the number of comparisons'),
  win: z.int().nonnegative().describe('prompts on which `to` is better (for length: longer)'),
  tie: z.int().nonnegative(),
  loss: z.int().nonnegative(),
  discordance: z.number().nullable().describe('(win + loss) / n'),
  smallest_difference: z
    .number()
    .nullable()
    .describe(
      'what this n, with so much discordance or spread, would have shown four times in five; null where not even all of it one way would show',
    ),
  prompts_needed: z
    .int()
    .nullable()
    .describe('to show a difference of this size four times in five, where it is not resolved'),
  worst_case: z
    .strictObject({ delta: z.number(), interval: intervalSchema, p: z.number() })
    .nullable()
    .describe('every verdict that is missing counted against `to`; null where none is missing'),
  verdict: z
    .enum(verdicts)
    .describe(
      'resolved only when the interval excludes 0 and p < 0.05; improved only if it is so in the worst case too',
    ),
})

export type Difference = z.infer<typeof differenceSchema>
export type Verdict = (typeof verdicts)[number]

/** Compares two models on the prompts that both answered. Order of the rows makes no difference. */
export function difference({ seed, ...pairing }: Pairing & { seed: number }): Difference {
  const { from, to, measure, decoding, scope } = pairing
  const pairs = pairsOf(pairing)
  const found = testedPairs(pairs, measure, seed)
  const worst = pairs.unparsed > 0 ? worstCase(pairing, seed) : null
  const { n, win, tie, loss } = { ...found, n: pairs.values.length }
  return {
    from,
    to,
    measure: measure.name,
    better: measure.better,
    judge: measure.judge,
    decoding,
    scope,
    n,
    samples: pairs.samples,
    unparsed: pairs.unparsed,
    from_value: meanOrNull(pairs.values.map(([before]) => before)),
    to_value: meanOrNull(pairs.values.map(([, after]) => after)),
    delta: found.delta === null ? null : rounded(found.delta),
    interval: roundedInterval(found.interval),
    test: found.test,
    p: found.p === null ? null : roundedProbability(found.p),
    win,
    tie,
    loss,
    discordance: n === 0 ? null : rounded((win + loss) / n),
    ...power(found, isMcNemar(pairs, measure)),
    worst_case: worst && {
      delta: rounded(worst.delta ?? 0),
      interval: roundedInterval(worst.interval),
      p: roundedProbability(worst.p ?? 1),
    },
    verdict: verdictOf(found, worst, measure.better),
  }
}

/** Null for a measure of which no answer is ever unknown. */
function worstCase(pairing: Pairing, seed: number): Tested | null {
  const { bounds, better } = pairing.measure
  if (bounds === null || better === null) return null
  const [worse, best] = better === 'higher' ? bounds : [bounds[1], bounds[0]]
  return testedPairs(pairsOf(pairing, { from: best, to: worse }), pairing.measure, seed)
}

/** The smallest difference that these prompts could have shown, and how many a difference of this size would take. */
function power(
  { differences, win, loss, delta, resolved }: Tested,
  mcNemar: boolean,
): Pick<Difference, 'smallest_difference' | 'prompts_needed'> {
  const n = differences.length
  if (win + loss === 0) return { smallest_difference: null, prompts_needed: null }
  const discordance = (win + loss) / n
  const smallest = mcNemar ? smallestRateDifference(n, discordance) : smallestMeanDifference(differences)
  const open = resolved === 0 && delta !== null && Math.abs(delta) > 1e-9
  const needed = () => (mcNemar ? promptsForRate(delta!, discordance) : promptsForMean(delta!, differences))
  return {
    smallest_difference: smallest === null ? null : rounded(smallest),
    prompts_needed: open ? needed() : null,
  }
}

function verdictOf({ resolved }: Tested, worst: Tested | null, better: Measure['better']): Verdict {
  if (resolved === 0) return 'not resolved'
  if (better === null) return resolved > 0 ? 'longer' : 'shorter'
  if (resolved > 0 !== (better === 'higher')) return 'regressed'
  return worst === null || worst.resolved === resolved ? 'improved' : 'not resolved'
}

const meanOrNull = (values: readonly number[]) => (values.length === 0 ? null : rounded(mean(values)))
