import { expect, test } from 'vitest'
import { markupText } from '../markup.js'
import { binned, groupedBars, scaleFromZero } from './bars.js'

test('every value is in one bin, also one far beyond the others, which does not flatten them', () => {
  const values = [...Array.from({ length: 200 }, (_, index) => index % 50), 9000]
  const scale = scaleFromZero(values)
  expect(scale).toMatchObject({ to: 50, beyond: 1 })
  const bins = binned(values, scale, 10)
  expect(bins.reduce((sum, n) => sum + n, 0)).toBe(201)
  expect(bins[9]).toBe(21)
})

test.each([[[]], [[0, 0]], [[3]], [[1, 2, 3]]])(
  'an axis over %j is found, with nothing beyond it',
  (values) => {
    expect(scaleFromZero(values)).toMatchObject({ from: 0, beyond: 0 })
  },
)

test('bars say their counts; what is not there has none', () => {
  const chart = markupText(
    groupedBars({
      labels: ['1', '2'],
      series: [{ name: 'base', tone: 'base', counts: [0, 7] }],
      label: 'Scores',
    }),
  )
  expect([...chart.matchAll(/class="count"[^>]*>(\d+)</g)].map(([, n]) => n)).toEqual(['7'])
  expect(chart).not.toMatch(/NaN|Infinity/)
})
