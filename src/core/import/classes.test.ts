import { expect, test } from 'vitest'
import { classReader } from './classes.js'

test.each([
  ['contrast_homonyms', 'adversarial'],
  ['homonyms', 'borderline'],
  ['contrast_plain', 'cooperating'],
  [' contrast_x ', 'adversarial'],
  [undefined, 'borderline'],
])('of %j the longest pattern that fits says %s', (value, promptClass) => {
  const classOf = classReader({
    '*': 'borderline',
    'contrast_*': 'adversarial',
    contrast_plain: 'cooperating',
  })
  expect(classOf(value)).toBe(promptClass)
})

test("lattice's own words are understood without a pattern, and others are not", () => {
  const classOf = classReader({})
  expect(classOf('borderline')).toBe('borderline')
  expect(classOf('type 7')).toBe(undefined)
  expect(classOf(null)).toBe(undefined)
})

test('a pattern is no regular expression', () => {
  const classOf = classReader({ 'a.c': 'adversarial', '(*': 'borderline' })
  expect(classOf('abc')).toBe(undefined)
  expect(classOf('(x')).toBe('borderline')
})
