/** The critic that chose the data doesn't declare victory alone: its gain beside that of a judge that did not. */
import { bootstrapMean } from '../statistics/bootstrap.js'
import { mean } from '../statistics/describe.js'
import type { Decoding, Evaluation } from './evaluated.js'
import { safeRate } from './measures.js'
import { pairsOf } from './pairs.js'
import type { Gap, ReportJudge } from './report.js'
import { rounded, roundedInterval } from './rounded.js'

/** One gap for each judge that selected the data, against the declaring one; none when there is no such pair. */
export function selectionGap({
  rows,
  from,
  to,
  judges,
  declaring,
  decoding,
  seed,
}: {
  rows: readonly Evaluation[]
  from: string
  to: string
  judges: readonly ReportJudge[]
  declaring: string
  decoding: Decoding
  seed: number
}): Gap[] {
  const gains = (judge: string) => {
    const { ids, values } = pairsOf({ rows, from, to, measure: safeRate(judge), decoding, scope: 'all' })
    return new Map(ids.map((id, index) => [id, values[index]![1] - values[index]![0]]))
  }
  const heldOut = gains(declaring)
  return judges
    .filter(({ name, selected_data }) => selected_data && name !== declaring)
    .flatMap(({ name }) => {
      const selecting = gains(name)
      const both = [...selecting.keys()].filter((id) => heldOut.has(id))
      if (both.length === 0) return []
      const gaps = both.map((id) => selecting.get(id)! - heldOut.get(id)!)
      return {
        selecting: name,
        held_out: declaring,
        decoding,
        selecting_gain: rounded(mean(both.map((id) => selecting.get(id)!))),
        held_out_gain: rounded(mean(both.map((id) => heldOut.get(id)!))),
        gap: rounded(mean(gaps)),
        interval: gaps.every((value) => value === 0)
          ? null
          : roundedInterval(bootstrapMean({ differences: gaps, seed })),
        n: both.length,
      }
    })
}
