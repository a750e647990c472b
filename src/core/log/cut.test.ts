import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from './csv.js'
import { cutEvent, cutText } from './cut.js'
import { said } from './event.js'

test('a text that fits stays; a longer one says its true length', () => {
  expect(cutText('a'.repeat(500), 500)).toBe('a'.repeat(500))
  expect(cutText('a'.repeat(501), 500)).toBe(`${'a'.repeat(500)}… (501 characters)`)
})

test('no character is cut in half', () => {
  expect(cutText('🙂🙂🙂', 2)).toBe('🙂🙂… (3 characters)')
})

test('an event is cut at 500 characters, the sides of a comparison at 200', () => {
  const long = 'word '.repeat(200)
  const place = { step: 'generate:main', timestamp: '' }
  const generation = cutEvent({
    ...said('INITIAL-GENERATION', { content: { prompt: 'short', answer: long } }),
    ...place,
  })
  const comparison = cutEvent({
    ...said('SIDE-BY-SIDE-DIFF', { content: { base: long, tuned: 'short' } }),
    ...place,
  })
  expect(generation.content).toEqual({
    prompt: 'short',
    answer: expect.stringMatching(/^.{499}… \(1000 characters\)$/),
  })
  expect(comparison.content).toEqual({
    base: expect.stringMatching(/^.{199}… \(1000 characters\)$/),
    tuned: 'short',
  })
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","y")'])(
  'no cell of a CSV is the formula %j',
  (text) => {
    expect(csvLine([text]).replace(/^"/, '').startsWith("'")).toBe(true)
  },
)

test('whatever a cell holds, a row has as many cells as it was given', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (cells) => {
      const outside = csvLine(cells)
        .slice(0, -2)
        .replaceAll(/"(?:[^"]|"")*"/g, '')
      expect(outside.split(',')).toHaveLength(cells.length)
    }),
  )
})
