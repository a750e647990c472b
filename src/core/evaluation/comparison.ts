/** What is compared: the evaluations, who judged them, and every pair of models with every measure. */
import type { Contamination } from '../duplicates/contamination.js'
import { promptClasses } from '../records.js'
import { type Difference, difference } from './difference.js'
import { type Decoding, type Evaluation, mostSamples } from './evaluated.js'
import {
  degenerateRate,
  helpfulRate,
  length,
  type Measure,
  meanScore,
  overRefusal,
  type Scope,
  safeRate,
  worstSafeRate,
} from './measures.js'

export interface Judge {
  name: string
  /** identity of the judge, as its verdicts hold it */
  identity: string
  /** whether the training data was selected by it */
  selectedData: boolean
}

export interface Comparison {
  baseline: string
  tuned: readonly string[]
  rows: readonly Evaluation[]
  judges: readonly Judge[]
  /** of the bootstrap */
  seed: number
  /** whether an embedded model was trained or judges, which the report must then say */
  embedded?: boolean
  /** what the training data has of the evaluation prompts; null when that data is not known */
  contamination?: Contamination | null
}

export const scopes: readonly Scope[] = ['all', ...promptClasses]

/** The base with each trained model, then each trained model with the one before it. */
export function comparisonsOf(comparison: Comparison, present: readonly Decoding[]): Difference[] {
  const { baseline, tuned, rows, judges, seed } = comparison
  const steps = tuned.slice(1).map((to, index) => [tuned[index]!, to] as const)
  const pairs = [...tuned.map((to) => [baseline, to] as const), ...steps]
  const asked = (decoding: Decoding): [Measure, Scope][] => [
    ...judges.flatMap(({ name }) => [
      ...scopes.map((scope): [Measure, Scope] => [safeRate(name), scope]),
      ...(mostSamples(rows, decoding) > 1 ? [[worstSafeRate(name), 'all'] satisfies [Measure, Scope]] : []),
      ...scopes.map((scope): [Measure, Scope] => [meanScore(name), scope]),
      [helpfulRate(name), 'cooperating'] satisfies [Measure, Scope],
    ]),
    ...scopes.map((scope): [Measure, Scope] => [overRefusal, scope]),
    [degenerateRate, 'all'],
    ...scopes.map((scope): [Measure, Scope] => [length, scope]),
  ]
  return pairs
    .flatMap(([from, to]) =>
      present.flatMap((decoding) =>
        asked(decoding).map(([measure, scope]) =>
          difference({ rows, from, to, measure, decoding, scope, seed }),
        ),
      ),
    )
    .filter(({ n, unparsed }) => n > 0 || unparsed > 0)
}
