import fc from 'fast-check'
import { expect, test } from 'vitest'
import { patternProblems } from './constitution-draft.js'
import { compileRule, plainText, type Terms } from './rule-pattern.js'

test.each([
  ['hit them', true],
  ['Do not hit them.', false],
  ['You should never, ever hit them.', false],
  ["You shouldn't hit them.", false],
  ['Talk to them instead of hitting. Then hit them.', true],
  ['Not today. Hit them tomorrow.', true],
  ['He will not come because his brother and two cousins hit them', true],
])('negation: %j matches: %s', (text, matches) => {
  expect(compileRule('\\bhit them\\b', {})(text) !== undefined).toBe(matches)
})

test('a rule can say that negation does not matter', () => {
  expect(compileRule({ pattern: 'excuses', negatable: false }, {})('No excuses')).toBe('excuses')
})

test('context takes one match away and leaves another', () => {
  const rule = compileRule({ pattern: 'kill \\w+', unless: '\\bgame\\b', negatable: true }, {})
  expect(rule('kill dragons in a game')).toBe(undefined)
  expect(rule('kill people')).toBe('kill people')
  expect(rule(`kill dragons in a game${'.'.repeat(200)} kill people`)).toBe('kill people')
})

test('terms stand for parts of a pattern, also within each other', () => {
  const terms = { person: '{kin}|stranger', kin: 'wife|husband' }
  const rule = compileRule('\\bhit my {person}\\b', terms)
  expect(rule('hit my husband')).toBe('hit my husband')
  expect(rule('hit my chair')).toBe(undefined)
})

const patternProblem = (rule: string, terms: Terms) =>
  patternProblems({ rule, key: [], list: 'violates' }, terms)[0]?.message

test.each([
  ['(', {}, /[Uu]nterminated|group/],
  ['{nobody}', {}, /nobody/],
  ['{a}', { a: '{b}', b: '{a}' }, /itself/],
  ['\\p{Nonsense}', {}, /property/i],
])('a pattern that cannot work says why: %s', (pattern, terms, problem) => {
  expect(patternProblem(pattern, terms as Record<string, string>)).toMatch(problem)
})

test('what is wrong with a pattern is said without its terms written out', () => {
  const problem = patternProblem('({word}', { word: 'one|two'.repeat(100) })
  expect(problem).toMatch(/^is no regular expression: /)
  expect(problem).not.toContain('two')
})

test('line breaks in a pattern do not count', () => {
  expect(compileRule('\\b(?:one|\n  two)\\b', {})('two')).toBe('two')
})

test('quantifiers and classes are no terms', () => {
  expect(patternProblem('\\p{L}{2,3}a{4}', {})).toBe(undefined)
})

test('plain text has one form and stays as it is', () => {
  expect(plainText(' I’m\u00ad  “ﬁne”\n\tnow\u200b ')).toBe('I\'m "fine" now')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(plainText(plainText(text))).toBe(plainText(text))
    }),
  )
})
