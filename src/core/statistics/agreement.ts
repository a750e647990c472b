/**
 * How well two verdicts on the same things agree, where each is yes or no and one of them is the gold label: the
 * figures of a confusion table with their intervals. Shares have Wilson's interval. Balanced accuracy, the mean of two
 * independent shares, has the interval that recovers its variance from theirs (MOVER: Newcombe 1998, Zou and Donner
 * 2008), which holds at 0 and 1 too. Kappa (Cohen 1960) is in kappa.ts.
 */
import type { Estimate } from './interval.js'
import { kappaOf } from './kappa.js'
import { wilson } from './rate.js'

export interface Confusion {
  truePositive: number
  falseNegative: number
  falsePositive: number
  trueNegative: number
}

/** Null: not defined for this table, as it lacks one of the labels or has no rows. */
export interface Agreement {
  n: number
  /** Share of the rows on which both say the same. */
  agreement: Estimate | null
  /** Mean of the shares found among the gold positives and among the gold negatives. */
  balancedAccuracy: Estimate | null
  /** Share of the gold positives that were said to be positive. */
  recall: Estimate | null
  /** Share of the gold negatives that were said to be positive. */
  falsePositiveRate: Estimate | null
  kappa: Estimate | null
}

export function confusionOf(pairs: Iterable<{ gold: boolean; said: boolean }>): Confusion {
  const confusion: Confusion = { truePositive: 0, falseNegative: 0, falsePositive: 0, trueNegative: 0 }
  for (const { gold, said } of pairs) {
    if (gold) confusion[said ? 'truePositive' : 'falseNegative'] += 1
    else confusion[said ? 'falsePositive' : 'trueNegative'] += 1
  }
  return confusion
}

export function agreementOf(confusion: Confusion): Agreement {
  const { truePositive, falseNegative, falsePositive, trueNegative } = confusion
  const [positives, negatives] = [truePositive + falseNegative, falsePositive + trueNegative]
  const n = positives + negatives
  const recall = share(truePositive, positives)
  return {
    n,
    agreement: share(truePositive + trueNegative, n),
    balancedAccuracy: meanOfShares(recall, share(trueNegative, negatives)),
    recall,
    falsePositiveRate: share(falsePositive, negatives),
    kappa: kappaOf([
      [truePositive, falseNegative],
      [falsePositive, trueNegative],
    ]),
  }
}

function share(count: number, n: number): Estimate | null {
  return n === 0 ? null : { value: count / n, interval: wilson(count / n, n) }
}

function meanOfShares(first: Estimate | null, second: Estimate | null): Estimate | null {
  if (first?.interval == null || second?.interval == null) return null
  const value = (first.value + second.value) / 2
  const below = Math.hypot(first.value - first.interval[0], second.value - second.interval[0]) / 2
  const above = Math.hypot(first.interval[1] - first.value, second.interval[1] - second.value) / 2
  return { value, interval: [value - below, value + above] }
}
