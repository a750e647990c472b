/** One measure, two models, the same prompts: the difference, how sure it is, and what may be said of it. */
import { z } from 'zod'
import { bootstrapMean } from '../statistics/bootstrap.js'
import { mean } from '../statistics/describe.js'
import type { Interval } from '../statistics/interval.js'
import { signTest } from '../statistics/sign-test.js'
import { smallestDifference } from '../statistics/smallest-difference.js'
import { type Decoding, decodings, type Evaluation } from './evaluated.js'
import { inScope, type Measure, measured, measureNames, type Scope } from './measures.js'
import { rounded, roundedInterval } from './rounded.js'

export const verdicts = ['improved', 'regressed', 'longer', 'shorter', 'not resolved'] as const

export const differenceSchema = z.strictObject({
  from: z.string().describe('model'),
  to: z.string().describe('model'),
  measure: z.enum(measureNames),
  better: z.enum(['higher', 'lower']).nullable(),
  judge: z.string().nullable(),
  decoding: z.enum(decodings),
  scope: z.enum(['all', 'adversarial', 'borderline', 'cooperating']),
  n: z.int().nonnegative().describe('prompts with a value from both models'),
  unparsed: z.int().nonnegative().describe('samples of both models without a verdict; they are in no mean'),
  from_value: z.number().nullable(),
  to_value: z.number().nullable(),
  delta: z.number().nullable().describe('to − from'),
  interval: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe(
      '95 %, paired bootstrap over prompts, percentile, 10,000 resamples; null where no prompt differs, as nothing can be drawn from that',
    ),
  test: z.enum(['exact McNemar', 'sign test']),
  p: z.number().nullable(),
  win: z.int().nonnegative().describe('prompts on which `to` is better (for length: longer)'),
  tie: z.int().nonnegative(),
  loss: z.int().nonnegative(),
  smallest_difference: z
    .number()
    .nullable()
    .describe('what this n would have shown four times in five; null where no prompt differs'),
  verdict: z.enum(verdicts).describe('resolved only when the interval excludes 0 and p < 0.05'),
})

export type Difference = z.infer<typeof differenceSchema>
export type Verdict = (typeof verdicts)[number]

/** Compares two models on the prompts that both answered. Order of the rows makes no difference. */
export function difference({
  rows,
  from,
  to,
  measure,
  decoding,
  scope,
  seed,
}: {
  rows: readonly Evaluation[]
  from: string
  to: string
  measure: Measure
  decoding: Decoding
  scope: Scope
  seed: number
}): Difference {
  const { pairs, unparsed, single } = pairsOf({ rows, from, to, measure, decoding, scope })
  const differences = pairs.map(([before, after]) => after - before)
  const { win, tie, loss } = outcomes(differences, measure)
  const interval = win + loss === 0 ? null : bootstrapMean({ differences, seed })
  const p = pairs.length === 0 ? null : signTest(win, loss)
  const smallest = pairs.length === 0 ? null : smallestDifference(differences)
  return {
    from,
    to,
    measure: measure.name,
    better: measure.better,
    judge: measure.judge,
    decoding,
    scope,
    n: pairs.length,
    unparsed,
    from_value: meanOrNull(pairs.map(([before]) => before)),
    to_value: meanOrNull(pairs.map(([, after]) => after)),
    delta: meanOrNull(differences),
    interval: roundedInterval(interval),
    test: single && measure.name !== 'mean_score' && measure.name !== 'words' ? 'exact McNemar' : 'sign test',
    p,
    win,
    tie,
    loss,
    smallest_difference: smallest === null ? null : rounded(smallest),
    verdict: verdictOf({ interval, p, better: measure.better }),
  }
}

/** The value of each prompt under both models, sorted by prompt so that the same seed draws the same prompts. */
export function pairsOf({
  rows,
  from,
  to,
  measure,
  decoding,
  scope,
}: {
  rows: readonly Evaluation[]
  from: string
  to: string
  measure: Measure
  decoding: Decoding
  scope: Scope
}) {
  const inside = rows.filter(inScope(scope)).filter(measure.applies)
  const of = (model: string) =>
    new Map(
      inside
        .filter((row) => row.model === model)
        .map((row) => [row.promptId, measured(row, measure, decoding)] as const),
    )
  const [before, after] = [of(from), of(to)]
  const both = [...before.keys()].filter((id) => after.has(id)).sort()
  const sides = both.flatMap((id) => [before.get(id)!, after.get(id)!])
  const valued = both
    .map((id) => ({ id, values: [before.get(id)!.value, after.get(id)!.value] as const }))
    .filter((prompt): prompt is { id: string; values: readonly [number, number] } =>
      prompt.values.every((value) => value !== null),
    )
  return {
    ids: valued.map(({ id }) => id),
    pairs: valued.map(({ values }) => values),
    unparsed: sides.reduce((sum, { unknown }) => sum + unknown, 0),
    single: sides.every(({ samples }) => samples === 1),
  }
}

function outcomes(differences: readonly number[], { better, tolerance }: Measure) {
  const gains = differences.map((value) => (better === 'lower' ? -value : value))
  const win = gains.filter((gain) => gain > tolerance).length
  const loss = gains.filter((gain) => gain < -tolerance).length
  return { win, loss, tie: gains.length - win - loss }
}

/** Both must agree, as an interval from a handful of prompts that all moved one way excludes 0 too easily. */
function verdictOf({
  interval,
  p,
  better,
}: {
  interval: Interval | null
  p: number | null
  better: Measure['better']
}): Verdict {
  if (interval === null || p === null || p >= 0.05) return 'not resolved'
  const [low, high] = interval
  if (low <= 0 && high >= 0) return 'not resolved'
  const rose = low > 0
  if (better === null) return rose ? 'longer' : 'shorter'
  return rose === (better === 'higher') ? 'improved' : 'regressed'
}

const meanOrNull = (values: readonly number[]) => (values.length === 0 ? null : rounded(mean(values)))
