import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cell, layout, wrapped } from './table.js'

test('columns line up, and a heading within the table widens none', () => {
  const table = {
    title: '',
    columns: [
      { text: '', align: 'left' as const },
      { text: 'base', align: 'right' as const },
      { text: 'verdict', align: 'left' as const },
    ],
    rows: [
      [cell('sampled, mean of four')],
      [cell('all'), cell('7'), cell('improved', 'good')],
      [cell('adversarial'), cell('100'), cell('no')],
    ],
    notes: [],
  }
  expect(layout(table).map((line) => line.map(({ text }) => text).join('|'))).toEqual([
    '           |base|verdict',
    'sampled, mean of four',
    'all        |   7|improved',
    'adversarial| 100|no',
  ])
  expect(layout(table)[2]![2]!.tone).toBe('good')
})

test('wrapping keeps every word, in order, within the width', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 })
  fc.assert(
    fc.property(words, fc.integer({ min: 12, max: 60 }), (text, width) => {
      const lines = wrapped(text.join(' '), width)
      expect(lines.join(' ')).toBe(text.join(' '))
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
    }),
  )
})
