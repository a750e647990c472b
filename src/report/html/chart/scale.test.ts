import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scaleOver } from './scale.js'

test.each([
  [
    [0, 100],
    [0, 20, 40, 60, 80, 100],
  ],
  [
    [-3, 32],
    [-10, 0, 10, 20, 30, 40],
  ],
  [
    [0.29, 0.33],
    [0.29, 0.3, 0.31, 0.32, 0.33],
  ],
  [[], [0, 0.2, 0.4, 0.6, 0.8, 1]],
])('an axis over %j has round marks', (values, ticks) => {
  expect(scaleOver(values).ticks).toEqual(ticks)
})

test('values that differ by rounding alone are drawn as one', () => {
  const scale = scaleOver([0.3, 0.30000000000000004])
  expect(scale.to).toBeGreaterThan(scale.from)
  expect(scale.at(0.3)).toBeCloseTo(scale.at(0.30000000000000004))
})

test('an axis over very many values is found', () => {
  expect(scaleOver(Array.from({ length: 300_000 }, (_, index) => index)).to).toBe(300_000)
})

test('an axis holds every value, also when all are one, and its marks rise', () => {
  const number = fc.double({ min: -1e9, max: 1e9, noNaN: true }).filter((n) => n === 0 || Math.abs(n) > 1e-9)
  fc.assert(
    fc.property(fc.array(number, { minLength: 1 }), (values) => {
      const { at, ticks } = scaleOver(values)
      for (const value of values) {
        expect(at(value)).toBeGreaterThanOrEqual(-0.001)
        expect(at(value)).toBeLessThanOrEqual(100.001)
      }
      expect(ticks.length).toBeGreaterThan(1)
      expect(ticks.length).toBeLessThan(14)
      expect([...new Set(ticks)].sort((a, b) => a - b)).toEqual(ticks)
    }),
  )
})
