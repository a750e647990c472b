import fc from 'fast-check'
import { expect, test } from 'vitest'
import { identifierTypes } from './identifier.js'
import { redactorWith, replaced } from './redact.js'
import { redactionStream } from './stream.js'

const redactor = redactorWith({ types: identifierTypes, key: 'a key' })
const sizes = { window: 120, margin: 90 }

function streamed(chunks: readonly string[], options = sizes) {
  const stream = redactionStream(redactor, 'test', options)
  return [...chunks.flatMap((chunk) => stream.push(chunk)), ...stream.end()]
}

const words = fc.constantFrom(
  ...[
    'ann@example.com',
    '4111 1111 1111 1111',
    '536-22-8726',
    '+12125550123',
    'https://u:p@h.example/',
    '４１１１',
  ],
  ...[
    'DE89 3704 0044 0532 0130 00',
    'a long sentence without anything, ',
    'cafe\u0301',
    '👍🏽',
    '\u200b',
    'word',
    '\n',
  ],
)
const texts = fc.array(words, { maxLength: 60 }).map((parts) => parts.join(' '))

test('wherever the chunks end, the result is that of the whole', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 50 }), (text, size) => {
      const chunks = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []
      const pieces = streamed(chunks)
      expect(pieces.map((piece) => replaced(piece.text, piece.replacements)).join('')).toBe(
        redactor.redact(text, 'test'),
      )
      const places = pieces.flatMap(({ offset, replacements }) =>
        replacements.map(({ type, start, end }) => ({ type, start: start + offset, end: end + offset })),
      )
      const whole = redactor.find(text, 'test').map(({ type, start, end }) => ({ type, start, end }))
      expect(places).toEqual(whole)
    }),
    { numRuns: 300 },
  )
})

test('one line without an end needs no more memory than its window', () => {
  const stream = redactionStream(redactor, 'test', { window: 10_000, margin: 1_000 })
  let held = 0
  let longest = 0
  for (let chunk = 0; chunk < 500; chunk += 1) {
    held += 997
    for (const { text } of stream.push('x'.repeat(997))) held -= text.length
    longest = Math.max(longest, held)
  }
  expect(longest).toBeLessThan(12_000)
})
