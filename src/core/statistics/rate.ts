/** How sure a rate is: k of n, and nothing else known. */
import { type Interval, normalQuantile as z } from './interval.js'

/**
 * Wilson's score interval of one rate (Wilson 1927). `rate` may be a mean of per-prompt rates: with n prompts the
 * interval is then on the wide side, as such a mean varies no more than n single answers.
 */
export function wilson(rate: number, n: number): Interval | null {
  if (n === 0) return null
  const centre = (rate + z ** 2 / (2 * n)) / (1 + z ** 2 / n)
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z ** 2 / (4 * n ** 2))
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}
