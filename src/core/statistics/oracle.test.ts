/** Known answers: made by SciPy and statsmodels, see scripts/oracles/statistics.py; versions in the file itself. */
import { expect, test } from 'vitest'
import { agreementOf } from './agreement.js'
import { bootstrapMean } from './bootstrap.js'
import { mean, quantile, standardDeviation } from './describe.js'
import oracle from './fixtures/oracle.json' with { type: 'json' }
import type { Interval } from './interval.js'
import { kappaOf } from './kappa.js'
import { mcnemarPower, rejections } from './mcnemar-power.js'
import { clopperPearson, wilson } from './rate.js'
import { signFlipTest } from './sign-flip.js'
import { signTest } from './sign-test.js'

/** 1e-9 of the value, and of 1 where that is larger: at 0 and 1 the libraries themselves round. */
const same = (found: number | undefined, known: number | undefined) =>
  expect(Math.abs(found! - known!)).toBeLessThan(1e-9 * Math.max(Math.abs(known!), 1e-3))

const sameInterval = (found: Interval | null | undefined, known: readonly number[]) => {
  same(found?.[0], known[0])
  same(found?.[1], known[1])
}

test.each(oracle.rates)('intervals of $k of $n', ({ k, n, wilson: score, exact }) => {
  sameInterval(wilson(k / n, n), score)
  sameInterval(clopperPearson(k, n), exact)
})

test.each(oracle.signs)('exact McNemar and sign test of $wins to $losses', ({ wins, losses, p }) => {
  same(signTest(wins, losses), p)
  expect(Math.abs(signTest(wins, losses) / p - 1)).toBeLessThan(1e-9)
})

test.each(oracle.signFlips)('exact sign-flip permutation, $by', ({ differences, p }) => {
  expect(signFlipTest(differences, 1)).toEqual({ p: expect.closeTo(p, 9), exact: true })
})

test.each(oracle.kappas)('kappa of $table', ({ table, ...kinds }) => {
  for (const weights of ['nominal', 'linear', 'quadratic'] as const) {
    const [value, low, high] = kinds[weights]
    const found = kappaOf(table, weights)
    same(found?.value, value)
    sameInterval(found?.interval, [Math.max(-1, low!), Math.min(1, high!)])
  }
})

test.each(oracle.agreements)('balanced accuracy of $confusion', ({ confusion, balancedAccuracy, recall }) => {
  const found = agreementOf(confusion)
  for (const [estimate, known] of [
    [found.balancedAccuracy, balancedAccuracy],
    [found.recall, recall],
  ] as const) {
    same(estimate?.value, known[0])
    sameInterval(estimate?.interval, known.slice(1))
  }
})

test.each(oracle.powers)(
  'power of McNemar, $n prompts, $discordance discordant, $difference apart',
  ({ n, discordance, difference, power }) =>
    same(mcnemarPower(rejections(n, discordance), difference), power),
)

// The bootstrap is drawn on both sides: with 20 prompts a resampled mean moves in steps of 0.0125.
test.each([0, 1, 2, 1337])('bootstrap with seed %i is within its own noise', (seed) => {
  for (const { differences, low, high } of oracle.bootstraps) {
    const found = bootstrapMean({ differences, seed })!
    expect(Math.abs(found[0] - low)).toBeLessThanOrEqual(0.0126)
    expect(Math.abs(found[1] - high)).toBeLessThanOrEqual(0.0126)
  }
})

test('mean, spread and quantiles', () => {
  const { values, mean: centre, std, quantiles } = oracle.spread
  same(mean(values), centre)
  same(standardDeviation(values), std)
  for (const [share, value] of quantiles) same(quantile(values, share!), value)
})
