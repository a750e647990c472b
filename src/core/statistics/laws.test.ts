import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binomialProbability, lowerTail, upperTail } from './binomial.js'
import { bootstrapMean } from './bootstrap.js'
import { clopperPearson, wilson } from './rate.js'
import { signFlipTest } from './sign-flip.js'
import { signTest } from './sign-test.js'
import { winRate } from './win-rate.js'

const values = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 30 })
const counted = fc
  .tuple(fc.nat(2000), fc.nat(2000))
  .map(([a, b]) => ({ k: Math.min(a, b), n: Math.max(a, b, 1) }))

test('the binomial adds up to 1, and its tails are its parts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
      const terms = Array.from({ length: n + 1 }, (_, k) => binomialProbability(k, n, p))
      expect(terms.reduce((sum, term) => sum + term, 0)).toBeCloseTo(1, 11)
      for (const k of [0, Math.floor(n / 3), n]) {
        expect(upperTail(k, n, p)).toBeCloseTo(
          terms.slice(k).reduce((sum, term) => sum + term, 0),
          11,
        )
        expect(upperTail(k, n, p) + lowerTail(k - 1, n, p)).toBeCloseTo(1, 11)
      }
    }),
  )
})

test('an interval of a rate holds the rate, mirrors it, and narrows with n', () => {
  fc.assert(
    fc.property(counted, ({ k, n }) => {
      for (const [small, mirrored, large] of [
        [clopperPearson(k, n)!, clopperPearson(n - k, n)!, clopperPearson(4 * k, 4 * n)!],
        [wilson(k / n, n)!, wilson(1 - k / n, n)!, wilson(k / n, 4 * n)!],
      ] as const) {
        expect(small[0]).toBeLessThanOrEqual(k / n + 1e-12)
        expect(small[1]).toBeGreaterThanOrEqual(k / n - 1e-12)
        expect(mirrored[0]).toBeCloseTo(1 - small[1], 9)
        expect(large[1] - large[0]).toBeLessThan(small[1] - small[0])
      }
    }),
    { numRuns: 40 },
  )
})

test('no rate has an interval without prompts', () => {
  expect(wilson(0, 0)).toBeNull()
  expect(clopperPearson(0, 0)).toBeNull()
  expect(bootstrapMean({ differences: [], seed: 1 })).toBeNull()
  expect(winRate({ win: 0, tie: 0, loss: 0 })).toBeNull()
})

test('no failure in n leaves at most about 3.7 in n, exactly', () => {
  expect(clopperPearson(0, 200)![1]).toBeCloseTo(1 - 0.025 ** (1 / 200), 12)
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

test('under a fair coin the sign test is below a level no more often than that level says', () => {
  for (let n = 1; n <= 40; n += 1) {
    const outcomes = Array.from({ length: n + 1 }, (_, wins) => ({
      p: signTest(wins, n - wins),
      chance: binomialProbability(wins, n, 0.5),
    }))
    for (const level of [0.001, 0.01, 0.05, 0.2, 0.5]) {
      const below = outcomes.filter(({ p }) => p <= level)
      expect(below.reduce((sum, { chance }) => sum + chance, 0)).toBeLessThanOrEqual(level + 1e-12)
    }
  }
})

test('over all sign patterns the sign-flip p is below a level no more often than that level says', () => {
  const sizes = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 7 })
  fc.assert(
    fc.property(sizes, fc.constantFrom(0.05, 0.25, 0.5), (given, level) => {
      const patterns = Array.from({ length: 2 ** given.length }, (_, pattern) =>
        given.map((size, index) => ((pattern >> index) & 1 ? size : -size)),
      )
      const below = patterns.filter((pattern) => signFlipTest(pattern, 1).p <= level)
      expect(below.length / patterns.length).toBeLessThanOrEqual(level + 1e-12)
    }),
    { numRuns: 40 },
  )
})

test('flipped signs of yes and no are the exact McNemar test', () => {
  fc.assert(
    fc.property(fc.nat(80), fc.nat(80), fc.nat(50), (wins, losses, ties) => {
      const differences = [...Array(wins).fill(1), ...Array(losses).fill(-1), ...Array(ties).fill(0)]
      const found = signFlipTest(differences, 1)
      expect(found.exact).toBe(true)
      expect(found.p).toBeCloseTo(signTest(wins, losses), 9)
    }),
  )
})

test('drawn patterns come within their noise of counted ones, and never to 0', () => {
  const whole = Array.from({ length: 60 }, (_, index) => ((index % 7) - 2.5) * 2)
  const counted = signFlipTest(whole, 1)
  // No unit fits these: a table can't hold them, and the test is the same.
  const scaled = whole.map((value) => value * Math.PI)
  for (const seed of [1, 2, 3]) {
    const drawn = signFlipTest(scaled, seed)
    expect(drawn.exact).toBe(false)
    expect(Math.abs(drawn.p - counted.p)).toBeLessThan(4 * Math.sqrt(counted.p / 10_000) + 1e-4)
  }
  const clear = signFlipTest(
    Array.from({ length: 60 }, (_, index) => Math.sqrt(index + 1)),
    1,
  )
  expect(clear).toEqual({ p: 1 / 10_001, exact: false })
})

test('turned differences have the same p, and the turned interval', () => {
  fc.assert(
    fc.property(values, fc.nat(), (given, seed) => {
      const turned = given.map((value) => -value)
      expect(signFlipTest(turned, seed)).toEqual(signFlipTest(given, seed))
      const [low, high] = bootstrapMean({ differences: given, seed, resamples: 200 })!
      const back = bootstrapMean({ differences: turned, seed, resamples: 200 })!
      expect(back[0]).toBeCloseTo(-high, 9)
      expect(back[1]).toBeCloseTo(-low, 9)
    }),
    { numRuns: 40 },
  )
})

test('a bootstrap interval stays between the smallest and the largest difference', () => {
  fc.assert(
    fc.property(values, fc.nat(), (given, seed) => {
      const [low, high] = bootstrapMean({ differences: given, seed, resamples: 50 })!
      expect(low).toBeLessThanOrEqual(high)
      expect(low).toBeGreaterThanOrEqual(Math.min(...given) - 1e-9)
      expect(high).toBeLessThanOrEqual(Math.max(...given) + 1e-9)
    }),
  )
})

test('a tie counts half a win, and swapped sides mirror the win rate', () => {
  expect(winRate({ win: 0, tie: 4, loss: 1 })).toMatchObject({ value: 0.4, p: 1 })
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), fc.integer({ min: 1, max: 50 }), (win, loss, tie) => {
      const [forth, back] = [winRate({ win, tie, loss })!, winRate({ win: loss, tie, loss: win })!]
      expect(forth.value + back.value).toBeCloseTo(1, 12)
      expect(forth.interval![0] + back.interval![1]).toBeCloseTo(1, 12)
      expect(forth.p).toBe(back.p)
    }),
  )
})
