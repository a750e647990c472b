/** Prompt by prompt, which of two models was better: once over all, once where length can't be the reason. */
import { z } from 'zod'
import { winRate } from '../statistics/win-rate.js'
import { length, type Measure } from './measures.js'
import { type Pairing, pairsOf } from './pairs.js'
import { rounded, roundedInterval, roundedProbability } from './rounded.js'
import { outcomesOf } from './tested.js'

const prompts = z.int().nonnegative()

export const contestSchema = z.strictObject({
  win: prompts,
  tie: prompts,
  loss: prompts,
  win_rate: z.number().nullable().describe('a tie counts half'),
  win_rate_interval: z.tuple([z.number(), z.number()]).nullable().describe('95 %, Wilson'),
  sign_test_p: z.number().nullable(),
})

export type Contest = z.infer<typeof contestSchema>

export function contestOf({ win, tie, loss }: { win: number; tie: number; loss: number }): Contest {
  const rate = winRate({ win, tie, loss })
  return {
    win,
    tie,
    loss,
    win_rate: rate === null ? null : rounded(rate.value),
    win_rate_interval: rate === null ? null : roundedInterval(rate.interval),
    sign_test_p: rate === null ? null : roundedProbability(rate.p),
  }
}

/** The longer answer has at most a quarter more words than the shorter one. */
const similar = 1.25

/** The contest among the prompts to which both models answered at about the same length. */
export function contestAtSimilarLength(pairing: Pairing & { measure: Measure }): Contest {
  const lengths = pairsOf({ ...pairing, measure: length })
  const near = new Set(
    lengths.ids.filter((_, index) => {
      const [from, to] = lengths.values[index]!
      return Math.max(from, to) <= similar * Math.min(from, to)
    }),
  )
  const { ids, values } = pairsOf(pairing)
  const differences = values.map(([from, to]) => to - from).filter((_, index) => near.has(ids[index]!))
  return contestOf(outcomesOf(differences, pairing.measure))
}
