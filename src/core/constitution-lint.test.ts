import { expect, test } from 'vitest'
import { riskOf } from '../cli/constitution/pattern-risk.js'
import type { Constitution } from './constitution.js'
import { lint } from './constitution-lint.js'
import { principleRulesSchema } from './rule-lists.js'
import type { RuleText } from './rule-pattern.js'

function findings(rules: RuleText[], terms: Record<string, string> = {}) {
  const constitution: Constitution = {
    id: 'small',
    title: 'Small',
    terms,
    principles: [
      { id: 'kindness', text: 'Be kind.', weight: 1, rules: principleRulesSchema.parse({ violates: rules }) },
    ],
  }
  const where = (key: readonly unknown[]) => `c.yaml:${key.join('.')}`
  return lint(
    {
      constitution,
      rules: rules.map((rule, index) => ({
        rule,
        key: [index],
        list: 'violates',
        principle: 'kindness',
        where,
      })),
      terms: new Map(Object.keys(terms).map((name) => [name, name])),
      principles: new Map([['kindness', 'c.yaml:1:1']]),
      strangers: [],
      problems: [],
    },
    riskOf,
  ).map(({ severity, message }) => `${severity}: ${message}`)
}

test.each<[RuleText, RegExp]>([
  ['a*', /^error: matches the empty text/],
  ['rude|', /^error: matches the empty text/],
  ['.+', /^error: matches any text/],
  [{ pattern: 'rude', unless: '\\w*' }, /^error: .*no match would ever count/],
  ['(?:\\w+\\s*)+!', /^error: may run for ever/],
  ['(a+)+b', /^error: may run for ever/],
  ['(?:[^\\s]+ ){0,4}rude', /^warning: is slow on long texts/],
  ['x\\s*\\s*y', /^warning: is slow on long texts/],
  ['don\u2019t', /^warning: holds a curly quote/],
  ['so  rude', /^warning: holds two blanks/],
  ['rude\\n', /^warning: looks for a tab or a line end/],
  ['\ufb01ne', /^warning: holds "\ufb01", which texts have as "fi"/],
])('%j: %s', (rule, message) => {
  expect(findings([rule])[0]).toMatch(message)
})

test.each([
  '\\brude\\b',
  'very (?:[^\\s.!?;]+ ){0,4}?rude',
  'a {2}b',
  '\\bMean\\b',
  "don't",
  '\\p{L}{2,3}rude',
])('%j is fine', (pattern) => {
  expect(findings([pattern])).toEqual([])
})

test('a pattern twice, a term that none uses and a principle without rules are doubtful', () => {
  expect(findings(['rude', 'rude'])).toEqual([expect.stringMatching(/same pattern is at c.yaml:0/)])
  expect(findings(['{used}'], { used: '{inner}', inner: 'rude', left: 'over' })).toEqual([
    'warning: the term is used by no pattern',
  ])
  expect(findings([])).toEqual([expect.stringMatching(/has no rules/)])
})
