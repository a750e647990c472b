import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markupText } from '../markup.js'
import { lineChart, thinned } from './lines.js'

const line = (n: number) => Array.from({ length: n }, (_, index) => ({ x: index, y: (index * 37) % 11 }))

test('a long curve keeps its extremes and its order, and is no longer than a screen is wide', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.nat(), (n, at) => {
      const points = line(n)
      points[at % n]!.y = 99
      const kept = thinned(points)
      expect(kept.length).toBeLessThanOrEqual(1002)
      expect(kept.some(({ y }) => y === 99)).toBe(true)
      expect(kept.map(({ x }) => x)).toEqual([...new Set(kept.map(({ x }) => x))].sort((a, b) => a - b))
    }),
    { numRuns: 30 },
  )
})

test('a chart draws a long curve thinned', () => {
  const curves = [{ name: 'train', tone: 'train', points: line(50_000), marked: false }]
  expect(markupText(lineChart({ curves, flags: [], format: String, label: 'Loss' })).length).toBeLessThan(
    40_000,
  )
})

test('a curve of one point is a mark, and the kept step is said beside its line', () => {
  const chart = markupText(
    lineChart({
      curves: [{ name: 'train', tone: 'train', points: [{ x: 5, y: 1 }], marked: true }],
      flags: [{ x: 5, text: 'kept: step 5' }],
      format: String,
      label: 'Loss',
    }),
  )
  expect(chart).toContain('<circle')
  expect(chart).toContain('kept: step 5')
  expect(chart).not.toMatch(/NaN|Infinity/)
})
