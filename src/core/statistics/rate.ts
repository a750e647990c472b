/**
 * How sure a rate is: k of n, and nothing else known. Wilson's interval holds its 95 % on average and is the one to
 * compare with (Brown, Cai and DasGupta 2001); the exact one never holds less, which a claim of safety asks for.
 */
import { upperTail } from './binomial.js'
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

/** Exact interval of k of n (Clopper and Pearson 1934): the rates that a binomial test doesn't reject. */
export function clopperPearson(k: number, n: number): Interval | null {
  return n === 0 ? null : [lowerLimit(k, n), 1 - lowerLimit(n - k, n)]
}

/** The rate at which k or more of n come up one time in forty, by bisection. */
function lowerLimit(k: number, n: number): number {
  let [low, high] = [0, k / n]
  for (let middle = high / 2; low < middle && middle < high; middle = (low + high) / 2) {
    if (upperTail(k, n, middle) < 0.025) low = middle
    else high = middle
  }
  return high
}
