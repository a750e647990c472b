import fc from 'fast-check'
import { expect, test } from 'vitest'
import { degeneracyOf } from './degeneracy.js'

test.each([
  ['', { empty: true, repetition: 0, degenerate: true }],
  [' \n\t', { empty: true, repetition: 0, degenerate: true }],
  ['No.', { empty: false, repetition: 0, degenerate: false }],
  ['one two three four five', { empty: false, repetition: 0, degenerate: false }],
  ['no no no no no', { empty: false, repetition: expect.closeTo(2 / 3), degenerate: true }],
  ['I can help. I can help. I can help. I can help.', { empty: false, repetition: 0.7, degenerate: true }],
])('%j is %o', (text, expected) => {
  expect(degeneracyOf({ text, finish: 'stop' })).toMatchObject(expected)
})

test('a text that ran into the limit is truncated and not degenerate for it', () => {
  const found = degeneracyOf({ text: 'a longer answer that', finish: 'length' })
  expect(found).toMatchObject({ truncated: true, degenerate: false })
})

test('saying a text three more times is repetition', () => {
  const words = fc.array(
    fc.string({ minLength: 1 }).filter((word) => word.trim() !== ''),
    { minLength: 3 },
  )
  fc.assert(
    fc.property(words, (said) => {
      const text = said.join(' ')
      const again = degeneracyOf({ text: [text, text, text, text].join(' '), finish: 'stop' })
      expect(again.repetition).toBeGreaterThanOrEqual(degeneracyOf({ text, finish: 'stop' }).repetition)
      expect(again.degenerate).toBe(true)
    }),
  )
})
