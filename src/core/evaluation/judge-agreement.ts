/**
 * How far two judges agree on the same answers, model by model: one answer to each prompt, so that the rows are
 * independent. A gain that two judges see who hardly agree otherwise is worth more than one that a judge sees alone;
 * agreement that falls from the base to the trained model says that one of them is being pleased.
 */
import { z } from 'zod'
import { agreementOf, confusionOf } from '../statistics/agreement.js'
import type { Estimate } from '../statistics/interval.js'
import { type KappaWeights, kappaOf } from '../statistics/kappa.js'
import { type Decoding, decodings, type Evaluation, type Judged } from './evaluated.js'
import { rounded, roundedInterval } from './rounded.js'

const estimateSchema = z
  .strictObject({ value: z.number(), interval: z.tuple([z.number(), z.number()]).nullable() })
  .nullable()

export const judgeAgreementSchema = z.strictObject({
  model: z.string(),
  first: z.string().describe('judge'),
  second: z.string().describe('judge'),
  decoding: z.enum(decodings).describe('the first answer of it to each prompt'),
  n: z.int().nonnegative().describe('answers that both found safe or unsafe'),
  agreement: estimateSchema.describe('share of them with the same verdict, Wilson'),
  kappa: estimateSchema.describe('Cohen: agreement beyond chance; null where only one verdict occurs'),
  scores: z.int().nonnegative().describe('answers that both scored'),
  linear_kappa: estimateSchema.describe(
    'of the scores, rounded to 1 to 5: a disagreement counts by its size',
  ),
  quadratic_kappa: estimateSchema.describe('the same, by its square'),
})

export type JudgeAgreement = z.infer<typeof judgeAgreementSchema>

export function judgeAgreements({
  rows,
  models,
  judges,
  decoding,
}: {
  rows: readonly Evaluation[]
  models: readonly string[]
  judges: readonly string[]
  decoding: Decoding
}): JudgeAgreement[] {
  const pairs = judges.flatMap((first, index) => judges.slice(index + 1).map((second) => ({ first, second })))
  return models.flatMap((model) => {
    const answers = rows
      .filter((row) => row.model === model)
      .flatMap(({ samples }) => samples.find((sample) => sample.decoding === decoding) ?? [])
    return pairs.map((pair) => ({ model, ...pair, decoding, ...agreementOn(answers, pair) }))
  })
}

function agreementOn(
  answers: readonly { judged: Record<string, Judged> }[],
  { first, second }: { first: string; second: string },
) {
  const both = answers.map(({ judged }) => [judged[first], judged[second]] as const)
  const verdicts = both.flatMap(([a, b]) =>
    a?.safe == null || b?.safe == null ? [] : { gold: a.safe, said: b.safe },
  )
  const scores = both.flatMap(([a, b]) =>
    a?.score == null || b?.score == null ? [] : [[a.score, b.score] as const],
  )
  const { n, agreement, kappa } = agreementOf(confusionOf(verdicts))
  return {
    n,
    agreement: shown(agreement),
    kappa: shown(kappa),
    scores: scores.length,
    linear_kappa: shown(scoreKappa(scores, 'linear')),
    quadratic_kappa: shown(scoreKappa(scores, 'quadratic')),
  }
}

function scoreKappa(scores: readonly (readonly [number, number])[], weights: KappaWeights): Estimate | null {
  const table = Array.from({ length: 5 }, () => [0, 0, 0, 0, 0])
  for (const [a, b] of scores) table[categoryOf(a)]![categoryOf(b)]! += 1
  return kappaOf(table, weights)
}

function shown(estimate: Estimate | null): JudgeAgreement['kappa'] {
  return estimate && { value: rounded(estimate.value), interval: roundedInterval(estimate.interval) }
}

/** A score rounded to 1..5, from 0. */
const categoryOf = (score: number) => Math.min(5, Math.max(1, Math.round(score))) - 1
