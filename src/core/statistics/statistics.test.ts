/**
 * Expected values from SciPy 1.17.1, NumPy 2.4.6:
 *   stats.binomtest(k, n).proportion_ci(0.95, method='wilson')
 *   stats.binomtest(min(w, l), w + l, 0.5).pvalue     (statsmodels 0.15 mcnemar([[0, 3], [9, 0]], exact=True) agrees)
 *   np.percentile([1, 2, 3, 4, 10], [2.5, 50, 90, 97.5])
 *   stats.bootstrap((d,), np.mean, n_resamples=200000, method='percentile', random_state=s)   for s = 0, 1, 2
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bootstrapMean } from './bootstrap.js'
import { mean, quantile, standardDeviation } from './describe.js'
import { wilson } from './rate.js'
import { signTest } from './sign-test.js'
import { smallestDifference } from './smallest-difference.js'

test.each([
  [0, 5, 0, 0.43448246478317476],
  [5, 5, 0.5655175352168251, 1],
  [7, 10, 0.39677814746114526, 0.892208732593699],
  [89, 200, 0.3778060100295335, 0.5142669758719658],
  [1, 1, 0.20654931437723745, 1],
  [562, 600, 0.9142645753151986, 0.9535128724661692],
])('Wilson interval of %i of %i is that of SciPy', (successes, n, low, high) => {
  const interval = wilson(successes / n, n)!
  expect(interval[0]).toBeCloseTo(low, 12)
  expect(interval[1]).toBeCloseTo(high, 12)
})

test.each([
  [0, 0, 1],
  [0, 1, 1],
  [1, 1, 1],
  [0, 5, 0.0625],
  [3, 9, 0.14599609375],
  [6, 14, 0.11531829833984375],
  [80, 20, 1.1159089057251951e-9],
  [120, 95, 0.10145232764870649],
  [500, 430, 0.023608839292547163],
  [1200, 1000, 2.1817026407914194e-5],
])('sign test of %i wins and %i losses is that of SciPy', (wins, losses, p) => {
  expect(Math.abs(signTest(wins, losses) - p) / p).toBeLessThan(1e-11)
})

test.each([
  [0.025, 1.1],
  [0.5, 3],
  [0.9, 7.6],
  [0.975, 9.4],
])('quantile %f is that of NumPy', (share, expected) => {
  expect(quantile([10, 2, 3, 4, 1], share)).toBeCloseTo(expected, 12)
})

const differences = [
  0.5, -0.25, 0, 1, 1, 0.75, -1, 0.25, 0.5, 0, 1, -0.5, 0.25, 0.75, 1, 0, 0.5, 0.25, -0.25, 1,
]

test.each([0, 1, 2, 1337])(
  'bootstrap interval with seed %i is that of SciPy within its own noise',
  (seed) => {
    const [low, high] = bootstrapMean({ differences, seed })!
    expect(Math.abs(low - 0.0875)).toBeLessThanOrEqual(0.0125)
    expect(Math.abs(high - 0.575)).toBeLessThanOrEqual(0.0125)
  },
)

test('mean, spread and smallest difference are those of NumPy', () => {
  expect(mean(differences)).toBeCloseTo(0.3375, 12)
  expect(standardDeviation(differences)).toBeCloseTo(0.5549493220105779, 12)
  expect(smallestDifference(differences)).toBeCloseTo(
    (2.8015852181129683 * 0.5549493220105779) / Math.sqrt(20),
    12,
  )
  expect(smallestDifference([1, 1, 1])).toBeNull()
})

// reliability.md 3.1: 20 % discordant of n = 200 and 1,000 prompts, exact power 9.1 and 4.0 points.
test.each([
  [200, 9.1],
  [1000, 4.0],
])('the smallest difference of %i prompts is near that of the exact McNemar test', (n, points) => {
  const spread = Array.from({ length: n }, (_, index) => (index < n * 0.1 ? 1 : index < n * 0.2 ? -1 : 0))
  expect(Math.abs(smallestDifference(spread)! * 100 - points)).toBeLessThan(0.3)
})

test('nothing gives no interval', () => {
  expect(wilson(0, 0)).toBeNull()
  expect(bootstrapMean({ differences: [], seed: 1 })).toBeNull()
})

const values = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 30 })

test('turning every difference round turns the interval round', () => {
  fc.assert(
    fc.property(values, fc.nat(), (given, seed) => {
      const [low, high] = bootstrapMean({ differences: given, seed, resamples: 200 })!
      const turned = bootstrapMean({ differences: given.map((value) => -value), seed, resamples: 200 })!
      expect(turned[0]).toBeCloseTo(-high, 9)
      expect(turned[1]).toBeCloseTo(-low, 9)
    }),
  )
})

test('an interval stays between the smallest and the largest difference', () => {
  fc.assert(
    fc.property(values, fc.nat(), (given, seed) => {
      const [low, high] = bootstrapMean({ differences: given, seed, resamples: 50 })!
      expect(low).toBeLessThanOrEqual(high)
      expect(low).toBeGreaterThanOrEqual(Math.min(...given) - 1e-9)
      expect(high).toBeLessThanOrEqual(Math.max(...given) + 1e-9)
    }),
  )
})

test('wins and losses count alike, and more of one side is never less sure', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), (wins, losses) => {
      expect(signTest(wins, losses)).toBe(signTest(losses, wins))
      if (wins >= losses)
        expect(signTest(wins + 1, losses)).toBeLessThanOrEqual(signTest(wins, losses) + 1e-12)
    }),
  )
})

test('a Wilson interval covers its rate', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 1e6 }), (rate, n) => {
      const [low, high] = wilson(rate, n)!
      expect(low).toBeLessThanOrEqual(rate + 1e-12)
      expect(high).toBeGreaterThanOrEqual(rate - 1e-12)
    }),
  )
})
