import { expect, test } from 'vitest'
import { kappaOf } from './kappa.js'

// statsmodels 0.15.0: cohens_kappa(table, wt=…)
const three = [
  [10, 2, 0],
  [1, 8, 3],
  [0, 4, 12],
]
test.each([
  ['nominal', 0.6226415094339622, 0.4195871030910298, 0.8256959157768946],
  ['linear', 0.7175141242937852, 0.5559389441846245, 0.879089304402946],
  ['quadratic', 0.8120300751879699, 0.695688722722197, 0.9283714276537428],
] as const)('%s kappa is that of statsmodels', (weights, value, low, high) => {
  const kappa = kappaOf(three, weights)!
  expect(kappa.value).toBeCloseTo(value, 12)
  expect(kappa.interval![0]).toBeCloseTo(low, 12)
  expect(kappa.interval![1]).toBeCloseTo(high, 12)
})

test('perfect agreement is 1 and claims no certainty', () => {
  expect(
    kappaOf([
      [5, 0],
      [0, 5],
    ]),
  ).toEqual({ value: 1, interval: null })
})
