import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mcnemarPower, rejections } from './mcnemar-power.js'
import {
  promptsForMean,
  promptsForRate,
  smallestDifferenceAtBest,
  smallestMeanDifference,
  smallestRateDifference,
} from './paired-design.js'

// shared/facts/reliability.md 3.1(4): points, exact McNemar, two-sided 0.05, power 0.8; null is out of reach.
test.each([
  [50, [null, null, 17.6, 21.9]],
  [100, [null, 8.8, 12.8, 15.9]],
  [200, [4.4, 6.4, 9.1, 11.1]],
  [500, [2.9, 4.1, 5.7, 7.0]],
  [1000, [2.0, 2.9, 4.0, 4.9]],
])('%i prompts of which 5, 10, 20, 30 %% differ show differences of %j points', (n, points) => {
  const found = [0.05, 0.1, 0.2, 0.3].map((discordance) => smallestRateDifference(n, discordance))
  for (const [index, value] of found.entries()) {
    if (points[index] === null) expect(value).toBeNull()
    else expect(Math.abs(value! * 100 - points[index]!)).toBeLessThan(0.051)
  }
})

test('the smallest difference has the power it promises, and a smaller one has not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 3000 }), fc.constantFrom(0.1, 0.25, 0.5), (n, discordance) => {
      const smallest = smallestRateDifference(n, discordance)
      const known = rejections(n, discordance)
      if (smallest === null) return
      expect(mcnemarPower(known, smallest)).toBeGreaterThanOrEqual(0.8)
      expect(mcnemarPower(known, smallest - 1e-4)).toBeLessThan(0.8)
    }),
    { numRuns: 25 },
  )
})

test.each([
  [0.05, 0.2],
  [0.02, 0.02],
  [0.02, 0.1],
  [0.3, 0.4],
])(
  'as many prompts as a difference of %f with %f discordant needs are enough and not too many',
  (difference, discordance) => {
    const n = promptsForRate(difference, discordance)
    expect(promptsForRate(-difference, discordance)).toBe(n)
    expect(mcnemarPower(rejections(n, discordance), difference)).toBeGreaterThanOrEqual(0.8)
    expect(mcnemarPower(rejections(Math.floor(n * 0.95), discordance), difference)).toBeLessThan(0.8)
  },
)

test('beyond exact reach the approximation takes over without a step', () => {
  const step = smallestRateDifference(20_001, 0.2)! / smallestRateDifference(20_000, 0.2)!
  expect(Math.abs(step - 1)).toBeLessThan(0.01)
  // Of 10 % discordant prompts 1 point needs 8,032, by exact power.
  expect(Math.abs(promptsForRate(0.01, 0.1) / 8032 - 1)).toBeLessThan(0.03)
})

// V3 of shared/facts/reliability.md: a drop of 10 points among 400 prompts.
test('a drop of 10 points among 400 prompts is found at least 19 times in 20', () => {
  expect(mcnemarPower(rejections(400, 0.2), 0.1)).toBeGreaterThan(0.95)
  expect(mcnemarPower(rejections(400, 0.3), 0.1)).toBeGreaterThan(0.9)
})

test('under no difference power is below the level', () => {
  for (const n of [10, 50, 400]) expect(mcnemarPower(rejections(n, 0.3), 0)).toBeLessThan(0.05)
})

test('means: smallest difference and needed prompts turn into each other', () => {
  const differences = Array.from({ length: 100 }, (_, index) => (index % 5) - 1.5)
  const smallest = smallestMeanDifference(differences)!
  expect(smallest).toBeCloseTo((2.8015852181129683 * Math.sqrt(2)) / 10, 12)
  expect(promptsForMean(smallest + 1e-9, differences)).toBe(100)
  expect(promptsForMean(-smallest / 2 - 1e-9, differences)).toBe(400)
  expect(smallestMeanDifference([1, 1, 1])).toBeNull()
})

test('at best a difference is shown when six or more prompts change in one direction, four times in five', () => {
  expect(smallestDifferenceAtBest(0)).toBeNull()
  expect(smallestDifferenceAtBest(5)).toBeNull()
  for (const n of [6, 13, 50, 1000]) {
    const smallest = smallestDifferenceAtBest(n)!
    let fewer = 0
    for (let k = 0, chance = (1 - smallest) ** n; k < 6; k += 1) {
      fewer += chance
      chance *= ((n - k) / (k + 1)) * (smallest / (1 - smallest))
    }
    expect(1 - fewer).toBeCloseTo(0.8, 3)
  }
})
