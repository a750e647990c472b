import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowsOf } from '../../../scripts/bench/early-stop/curves.mjs'
import { fitLine, median, noiseOf } from './statistics.js'

test.each([
  [[3], 3],
  [[4, 1], 2.5],
  [[9, 1, 5], 5],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected)
})

/** `scipy.stats.linregress` 1.17 on the same points. */
test('slope and standard error are those of SciPy', () => {
  const losses = [2.1, 1.9, 1.75, 1.8, 1.6, 1.5, 1.55, 1.4]
  const line = fitLine(losses.map((y, index) => ({ x: 10 * (index + 1), y })))
  expect(line?.slope).toBeCloseTo(-0.009047619047619047, 12)
  expect(line?.error).toBeCloseTo(0.0011125274419743001, 12)
})

test('a line needs three points on more than one place', () => {
  expect(
    fitLine([
      { x: 1, y: 1 },
      { x: 2, y: 2 },
    ]),
  ).toBeNull()
  expect(
    fitLine([
      { x: 1, y: 1 },
      { x: 1, y: 2 },
      { x: 1, y: 3 },
    ]),
  ).toBeNull()
})

const bendsOf = (losses: readonly number[]) =>
  losses
    .slice(2)
    .map((loss, index) => Math.abs(loss - 2 * (losses[index + 1] as number) + (losses[index] as number)))

test('the noise of a curve is told whatever its trend', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.1, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.nat(),
      (sigma, slope, seed) => {
        const losses = [1, 2, 3].flatMap((part) =>
          rowsOf({ loss: (step) => (slope * step) / 10 }, { sigma, seed: seed + part }).flatMap(
            ({ evalLoss }) => evalLoss ?? [],
          ),
        )
        const bends = [0, 60, 120].flatMap((from) => bendsOf(losses.slice(from, from + 60)))
        expect(noiseOf(bends) / sigma).toBeGreaterThan(0.6)
        expect(noiseOf(bends) / sigma).toBeLessThan(1.5)
      },
    ),
    { seed: 1 },
  )
  expect(noiseOf([])).toBe(0)
})
