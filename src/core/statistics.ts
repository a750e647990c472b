/**
 * The statistics that an evaluation reports. Units are prompts: samples of one prompt are averaged before they
 * get here, as they are not independent.
 *
 * Own code, because no library we looked at has what is needed: simple-statistics 7.12 has none of the three
 * (Wilson, exact binomial p, bootstrap interval), jstat 1.9 has a binomial distribution function alone and no
 * types, @stdlib/stats-binomial-test 0.2 has the p and brings 240 packages of 28 MB. Each function is checked
 * against SciPy in the test.
 */
import { sha256 } from './canonical.js'

export type Interval = readonly [low: number, high: number]

/** 97.5 % quantile of the normal distribution: every interval here is a 95 % one. */
const z = 1.959963984540054
/** z plus its 80 % quantile: a difference of so many standard errors is found four times in five. */
const zWithPower = 2.8015852181129683

/** @returns NaN for no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Population standard deviation (divides by n). NaN for no values. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)))
}

/** Quantile by linear interpolation, as numpy.percentile does by default; `share` 0..1. NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  return sortedQuantile(Float64Array.from(values).sort(), share)
}

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

/**
 * Two-sided exact p that `wins` and `losses` come from a fair coin. On prompts whose safety differs between two
 * models this is the exact McNemar test, on scores the sign test; ties take no part. 1 when there is neither.
 */
export function signTest(wins: number, losses: number): number {
  const n = wins + losses
  const fewer = Math.min(wins, losses)
  let logTerm = -n * Math.LN2
  for (let i = 0; i < fewer; i += 1) logTerm += Math.log((n - i) / (i + 1))
  // The tail is summed down from its largest term, relative to it: nothing underflows.
  let tail = 1
  for (let i = fewer, term = 1; i > 0; i -= 1) {
    term *= i / (n - i + 1)
    tail += term
  }
  return Math.min(1, 2 * Math.exp(logTerm) * tail)
}

/**
 * Percentile bootstrap interval of the mean of paired differences, one value per prompt (Efron 1979).
 * The same seed draws the same prompts, so that turning every difference round turns the interval round.
 */
export function bootstrapMean({
  differences,
  seed,
  resamples = 10_000,
}: {
  differences: readonly number[]
  seed: number
  resamples?: number
}): Interval | null {
  if (differences.length === 0) return null
  const means = resampledMeans(Float64Array.from(differences), resamples, seedWords(seed))
  means.sort()
  return [sortedQuantile(means, 0.025), sortedQuantile(means, 0.975)]
}

/**
 * The smallest mean difference that this many prompts, with differences spread as these are, would have shown
 * four times in five at the 5 % level (normal approximation). Null when they don't vary, which tells nothing.
 */
export function smallestDifference(differences: readonly number[]): number | null {
  const spread = standardDeviation(differences)
  return spread > 0 ? (zWithPower * spread) / Math.sqrt(differences.length) : null
}

function sortedQuantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

/**
 * Means of as many values drawn with replacement. The generator, xoshiro128** of Blackman and Vigna (32 bits a draw,
 * the same on every machine), stands in the loop: a report takes some 500 million draws, three times slower by call.
 */
function resampledMeans(values: Float64Array, resamples: number, state: Int32Array): Float64Array {
  const n = values.length
  const scale = n / 2 ** 32
  const means = new Float64Array(resamples)
  let [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!]
  for (let resample = 0; resample < resamples; resample += 1) {
    let sum = 0
    for (let i = 0; i < n; i += 1) {
      const scrambled = Math.imul(b, 5)
      const bits = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0
      const shifted = b << 9
      c ^= a
      d ^= b
      b ^= c
      a ^= d
      c ^= shifted
      d = (d << 11) | (d >>> 21)
      sum += values[Math.floor(bits * scale)]!
    }
    means[resample] = sum / n
  }
  return means
}

function seedWords(seed: number): Int32Array {
  const hash = sha256(`bootstrap\n${seed}`)
  return Int32Array.from([0, 8, 16, 24], (start) => Number.parseInt(hash.slice(start, start + 8), 16) | 0)
}
