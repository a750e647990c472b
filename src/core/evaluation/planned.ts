/**
 * What a comparison of so many prompts could show, told before any answer is made: a plan that can't resolve the
 * difference that matters is better known before than after.
 */
import { smallestDifferenceAtBest, smallestRateDifference } from '../statistics/paired-design.js'

export interface CouldShow {
  prompts: number
  differences: {
    /** share of the prompts whose one answer changes between yes and no */
    discordance: number
    /** of a rate, shown four times in five at the 5 % level; null where even the whole discordance would not show */
    smallest_difference: number | null
  }[]
  /** of a rate, when every verdict that changes does so in one direction; null when nothing could be shown */
  at_best: number | null
}

/** Fewer than this are said to be few, beside what this many could show. */
export const enoughPrompts = 200

/** Few of the answers change in a light training, a third of them in a strong one. */
const discordances = [0.1, 0.2, 0.3]

export function couldShow(prompts: number): CouldShow {
  return {
    prompts,
    differences: discordances.map((discordance) => ({
      discordance,
      smallest_difference: smallestRateDifference(prompts, discordance),
    })),
    at_best: smallestDifferenceAtBest(prompts),
  }
}
