import { sortedQuantile } from './describe.js'
import type { Interval } from './interval.js'
import { randomWords } from './random.js'

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
  const values = Float64Array.from(differences)
  const fill = randomWords('bootstrap', seed)
  const words = new Uint32Array(n)
  const means = Float64Array.from({ length: resamples }, () => {
    fill(words)
    let sum = 0
    for (let i = 0; i < n; i += 1) sum += values[Math.floor(words[i]! * (n / 2 ** 32))]!
    return sum / n
  })
  means.sort()
  return [sortedQuantile(means, 0.025), sortedQuantile(means, 0.975)]
}
