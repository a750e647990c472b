import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wildcard } from './wildcard.js'

/** What a pattern means, said as plainly as can be. */
function fits(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] !== '*') return pattern[0] === text[0] && fits(pattern.slice(1), text.slice(1))
  return fits(pattern.slice(1), text) || (text !== '' && fits(pattern, text.slice(1)))
}

test('a pattern fits what its plain meaning says', () => {
  const of = (...letters: string[]) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 })
  fc.assert(
    fc.property(of('a', 'b', '*'), of('a', 'b'), (pattern, text) => {
      expect(wildcard(pattern).test(text)).toBe(fits(pattern, text))
    }),
    { numRuns: 2000 },
  )
})

test('large and small letters are the same, line ends are letters, and nothing else is special', () => {
  expect(wildcard('Σ*').test('σας')).toBe(true)
  expect(wildcard('*ΑΣ').test('σας')).toBe(true)
  expect(wildcard('a*b').test('A\nB')).toBe(true)
  expect(wildcard('a.c').test('abc')).toBe(false)
  expect(wildcard('a**').test('a')).toBe(true)
})

test('many stars over a long text come to an end', () => {
  expect(wildcard('a*a*a*a*a*a*a*a*a*b').test('a'.repeat(5000))).toBe(false)
})
