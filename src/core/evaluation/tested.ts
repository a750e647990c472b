/**
 * What may be said of paired values: how far apart, how sure, and whether that resolves anything. One answer that is
 * yes or no per prompt has the exact McNemar test; means over several answers, and scores, the sign-flip permutation
 * of the difference of each prompt.
 */
import { bootstrapMean } from '../statistics/bootstrap.js'
import { mean } from '../statistics/describe.js'
import type { Interval } from '../statistics/interval.js'
import { signFlipTest } from '../statistics/sign-flip.js'
import { signTest } from '../statistics/sign-test.js'
import type { Measure } from './measures.js'
import type { Pairs } from './pairs.js'

export const tests = ['exact McNemar', 'exact sign-flip permutation', 'drawn sign-flip permutation'] as const

export interface Tested {
  differences: number[]
  delta: number | null
  interval: Interval | null
  test: (typeof tests)[number]
  p: number | null
  win: number
  tie: number
  loss: number
  /** 0 where nothing is resolved, else the sign of the difference */
  resolved: -1 | 0 | 1
}

export function testedPairs({ values, samples }: Pairs, measure: Measure, seed: number): Tested {
  const differences = values.map(([from, to]) => to - from)
  const counts = outcomesOf(differences, measure)
  const differing = counts.win + counts.loss > 0
  const interval = differing ? bootstrapMean({ differences, seed }) : null
  const { test, p } = significance({ differences, samples, measure, seed })
  return {
    differences,
    delta: differences.length === 0 ? null : mean(differences),
    interval,
    test,
    p: differences.length === 0 ? null : p,
    ...counts,
    resolved: resolved(interval, p),
  }
}

/** The test that fits, and its p: that models which don't differ differ so much. */
export function significance({
  differences,
  samples,
  measure,
  seed,
}: {
  differences: readonly number[]
  samples: number
  measure: Measure
  seed: number
}): Pick<Tested, 'test'> & { p: number } {
  if (isMcNemar({ samples }, measure)) {
    const { win, loss } = outcomesOf(differences, measure)
    return { test: tests[0], p: signTest(win, loss) }
  }
  // A tie has no sign to flip: another batch moves a score by less, and always the same way.
  const withoutTies = differences.map((value) => (Math.abs(value) <= measure.tolerance ? 0 : value))
  const { p, exact } = signFlipTest(withoutTies, seed)
  return { p, test: exact ? tests[1] : tests[2] }
}

/** Whether each prompt has one answer of which the measure says yes or no. */
export function isMcNemar({ samples }: Pick<Pairs, 'samples'>, { yesOrNo, fold }: Measure): boolean {
  return yesOrNo && (samples <= 1 || fold === 'worst')
}

export function outcomesOf(differences: readonly number[], { better, tolerance }: Measure) {
  const gains = differences.map((value) => (better === 'lower' ? -value : value))
  const win = gains.filter((gain) => gain > tolerance).length
  const loss = gains.filter((gain) => gain < -tolerance).length
  return { win, tie: gains.length - win - loss, loss }
}

/** Both must agree, as an interval from a handful of prompts that all moved one way excludes 0 too easily. */
function resolved(interval: Interval | null, p: number): Tested['resolved'] {
  if (interval === null || p >= 0.05) return 0
  if (interval[0] > 0) return 1
  return interval[1] < 0 ? -1 : 0
}
