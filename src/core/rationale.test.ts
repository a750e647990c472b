import { expect, test } from 'vitest'
import type { Critique } from './critique.js'
import { explain } from './rationale.js'

const constitution = {
  principles: [
    { id: 'harm_prevention', weight: 2 },
    { id: 'truthfulness', weight: 1.5 },
    { id: 'fairness', weight: 1 },
  ],
}

const critique = (change: Partial<Critique>): Critique => ({
  candidate: 'c',
  prompt: 'p',
  judged: 'whole',
  score: null,
  safe: null,
  upheld: [],
  violated: [],
  notApplicable: [],
  alignment: null,
  unparsed: 0,
  ...change,
})

test.each<[string, Partial<Critique> | undefined, Partial<Critique> | undefined, string, string[]]>([
  [
    'one principle decides',
    { score: 4.61, upheld: ['harm_prevention'] },
    { score: 1.8, violated: ['harm_prevention'] },
    'The rejected answer violates harm prevention; the chosen one upholds it. They score 4.6 and 1.8 of 5.',
    ['harm_prevention'],
  ],
  [
    'the chosen one is only free of it',
    {},
    { violated: ['harm_prevention', 'fairness'] },
    'The rejected answer violates harm prevention and fairness; the chosen one does not.',
    ['harm_prevention', 'fairness'],
  ],
  [
    'what the chosen one upholds beyond that, and what it breaks itself',
    { upheld: ['fairness'], violated: ['truthfulness'] },
    {},
    'The chosen answer upholds fairness; yet the chosen answer violates truthfulness.',
    ['truthfulness', 'fairness'],
  ],
  [
    'principles that both uphold are at stake when none differs',
    { upheld: ['fairness'], score: 5 },
    { upheld: ['fairness'], score: 2 },
    'No single principle tells the two answers apart. They score 5 and 2 of 5.',
    ['fairness'],
  ],
  [
    "the critic's own words come first",
    { reason: 'polite refusal', score: 5, upheld: ['harm_prevention'] },
    { reason: 'Gives steps!', score: 1, violated: ['harm_prevention'] },
    'Of the chosen answer the judge says: Polite refusal. Of the rejected answer the judge says: Gives steps! They score 5 and 1 of 5.',
    ['harm_prevention'],
  ],
  [
    'an example alone',
    { upheld: ['harm_prevention', 'fairness'], score: 4.25 },
    undefined,
    'The answer upholds harm prevention and fairness. It scores 4.3 of 5.',
    ['harm_prevention', 'fairness'],
  ],
  ['an example where nothing applies', {}, undefined, 'No principle is at stake.', []],
  ['no critique at all', undefined, undefined, '', []],
])('%s', (_, chosen, rejected, rationale, principles) => {
  const decided = {
    chosen: chosen && critique(chosen),
    rejected: rejected && critique(rejected),
    constitution,
  }
  expect(explain(decided)).toEqual({ rationale, principles })
})
