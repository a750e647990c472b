import fc from 'fast-check'
import { expect, test } from 'vitest'
import { histogramTable, wholeBins } from './histogram.js'
import { layout } from './table.js'

const text = (table: ReturnType<typeof histogramTable>) =>
  layout(table).map((line) => line.map((one) => one.text).join('  '))

test('bars of all models have one scale, and a single answer is seen', () => {
  const table = histogramTable(
    {
      title: 'T',
      labels: ['1', '2'],
      series: [
        { name: 'base', counts: [800, 1] },
        { name: 'tuned', counts: [400, 0] },
      ],
    },
    8,
  )
  expect(text(table)).toEqual([
    '   base          tuned       ',
    '1  ████████ 800  ████     400',
    '2  ▏          1             0',
  ])
})

test('the label of a bin says what falls into it, and all fall into one', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 3000 })), fc.integer({ min: 2, max: 12 }), (values, most) => {
      const { labels, binOf } = wholeBins(values, most)
      expect(labels.length).toBeLessThanOrEqual(most)
      for (const value of values) {
        const [low = '', high = low] = (labels[binOf(value)] ?? '').split('–')
        expect(Number(low)).toBeLessThanOrEqual(value)
        expect(Number(high)).toBeGreaterThanOrEqual(value)
      }
    }),
  )
})
