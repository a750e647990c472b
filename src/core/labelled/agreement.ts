/**
 * How far a yes-or-no judge agrees with gold labels, over all rows and for each group. Rows are taken one at a time, so
 * that a table needn't fit in memory.
 */
import { agreementOf, type Confusion } from '../statistics/agreement.js'
import type { Estimate } from '../statistics/interval.js'

/** Null: not defined, as one of the labels is missing. */
export interface Figures {
  n: number
  agreement: Estimate | null
  balanced_accuracy: Estimate | null
  recall: Estimate | null
  false_positive_rate: Estimate | null
  kappa: Estimate | null
  confusion: Confusion
}

export interface Tally {
  add(row: { gold: boolean; said: boolean; group: string | undefined }): void
  result(): { overall: Figures; groups: (Figures & { group: string })[] }
}

export function tally(): Tally {
  const all = nothing()
  const groups = new Map<string, Confusion>()
  return {
    add({ gold, said, group }) {
      count(all, gold, said)
      if (group === undefined) return
      if (!groups.has(group)) groups.set(group, nothing())
      count(groups.get(group)!, gold, said)
    },
    result: () => ({
      overall: figuresOf(all),
      groups: [...groups]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([group, confusion]) => ({ group, ...figuresOf(confusion) })),
    }),
  }
}

function nothing(): Confusion {
  return { truePositive: 0, falseNegative: 0, falsePositive: 0, trueNegative: 0 }
}

function count(confusion: Confusion, gold: boolean, said: boolean): void {
  if (gold) confusion[said ? 'truePositive' : 'falseNegative'] += 1
  else confusion[said ? 'falsePositive' : 'trueNegative'] += 1
}

function figuresOf(confusion: Confusion): Figures {
  const { n, agreement, balancedAccuracy, recall, falsePositiveRate, kappa } = agreementOf(confusion)
  return {
    n,
    agreement,
    balanced_accuracy: balancedAccuracy,
    recall,
    false_positive_rate: falsePositiveRate,
    kappa,
    confusion,
  }
}
