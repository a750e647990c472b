/**
 * How far a yes-or-no judge agrees with gold labels, over all rows and for each group. Rows are taken one at a time, so
 * that a table needn't fit in memory.
 */
import { type Agreement, agreementOf, type Confusion } from '../statistics/agreement.js'

export interface Judged {
  gold: boolean
  said: boolean
  group?: string | undefined
}

export interface Tally {
  add(row: Judged): void
  result(): { overall: GroupAgreement; groups: (GroupAgreement & { group: string })[] }
}

export type GroupAgreement = Agreement & { confusion: Confusion }

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
      overall: figures(all),
      groups: [...groups]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([group, confusion]) => ({ group, ...figures(confusion) })),
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

const figures = (confusion: Confusion): GroupAgreement => ({ ...agreementOf(confusion), confusion })
