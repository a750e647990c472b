import { sortedQuantile } from './describe.js'
import { drawnSums } from './drawn-sums.js'
import type { Interval } from './interval.js'

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
  const n = differences.length
  if (n === 0) return null
  const table = Float64Array.from(differences)
  const draw = { table, terms: n, width: n, stride: 0, draws: resamples, purpose: 'bootstrap', seed }
  const means = drawnSums(draw).map((sum) => sum / n)
  means.sort()
  return [sortedQuantile(means, 0.025), sortedQuantile(means, 0.975)]
}
