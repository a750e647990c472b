import { expect, test } from 'vitest'
import { numberDifference, points, rate, rateDifference } from './figures.js'

test.each([
  [0.42, [0.3811, 0.4629] as const, '42 [38–46]'],
  [1, [0.5655, 1] as const, '100 [57–100]'],
  [0.997, [0.99, 0.9995] as const, '99.7 [99–100.0]'],
  [0.004, null, '0.4'],
  [null, null, '–'],
])('a rate of %j within %j reads %j', (value, interval, text) => {
  expect(rate(value, interval)).toBe(text)
})

test.each([
  [0.45, [0.41, 0.49] as const, '+45 [+41, +49]'],
  [-0.2, [-0.4, 0.1] as const, '−20 [−40, +10]'],
  [0.02, [0.003, 0.04] as const, '+2 [+0.3, +4]'],
  [0, [0, 0] as const, '0 [0, 0]'],
  [-0, null, '0'],
  [null, null, '–'],
])('a difference of %j within %j reads %j', (delta, interval, text) => {
  expect(rateDifference(delta, interval)).toBe(text)
})

test('what is not zero never reads as zero, and what is not all never as all', () => {
  expect(points(0.0004)).not.toBe('0')
  expect(points(0.9996)).not.toBe('100')
})

test('a score difference keeps its decimals and its minus sign', () => {
  expect(numberDifference(-0.2, [-0.6, 0], 2)).toBe('−0.20 [−0.60, 0.00]')
})
