import { standardDeviation } from './describe.js'
import { normalQuantile } from './interval.js'

/** 80 % quantile of the normal distribution. */
const powerQuantile = 0.8416212335729143

/**
 * The smallest mean difference that this many prompts, with differences spread as these are, would have shown
 * four times in five at the 5 % level (normal approximation). Null when they don't vary, which tells nothing.
 */
export function smallestDifference(differences: readonly number[]): number | null {
  const spread = standardDeviation(differences)
  return spread > 0 ? ((normalQuantile + powerQuantile) * spread) / Math.sqrt(differences.length) : null
}
