import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Critique } from './critique.js'
import { included, type Scored, type SelectSettings, selectFrom } from './policies.js'

const settings: SelectSettings = {
  policy: 'best',
  margin: 2,
  min_score: 4,
  top_k: 1,
  bottom_k: 1,
  max_pairs_per_prompt: 1,
  drop_contradictions: false,
}

interface Sketch {
  id: string
  score: number | null
  text?: string
  finish?: 'stop' | 'length'
  reason?: string
  distribution?: number[]
}

const scoredOf = ({
  id,
  score,
  text = `answer ${id}`,
  finish = 'stop',
  reason,
  distribution,
}: Sketch): Scored => {
  const critique: Critique = {
    candidate: id,
    prompt: 'p',
    judged: 'whole',
    score,
    safe: score === null ? null : score >= 4,
    upheld: [],
    violated: [],
    notApplicable: [],
    alignment: null,
    unparsed: score === null ? 1 : 0,
    ...(reason === undefined ? {} : { reason }),
    ...(distribution === undefined ? {} : { distribution }),
  }
  return { candidate: { id, prompt: 'p', origin: 'sampled', from: [], sample: 0, text, finish }, critique }
}

function select(change: Partial<SelectSettings>, sketches: Sketch[]) {
  const result = selectFrom({
    settings: { ...settings, ...change },
    prompt: 'p',
    scored: sketches.map(scoredOf),
  })
  return 'dropped' in result
    ? result.dropped
    : {
        chosen: result.selection.chosen,
        rejected: result.selection.rejected,
        margin: result.selection.margin,
      }
}

const scores = (...values: (number | null)[]): Sketch[] =>
  values.map((score, index) => ({ id: 'abcdefgh'[index]!, score }))

const words = (count: number, word: string) => Array(count).fill(word).join(' ')

test.each<[string, Partial<SelectSettings>, Sketch[], unknown]>([
  ['best takes the top score', {}, scores(4, 5, 2), { chosen: ['b'], rejected: [] }],
  ['best needs no second answer', {}, scores(4), { chosen: ['a'], rejected: [] }],
  ['best below the minimum is none', {}, scores(3.9, 2), 'best answer below the minimum score'],
  ['best at another minimum', { min_score: 3 }, scores(3.9, 2), { chosen: ['a'], rejected: [] }],
  ['best leaves out what has no score', {}, scores(null, 4), { chosen: ['b'], rejected: [] }],
  [
    'equal scores: the lower length band',
    {},
    [
      { id: 'a', score: 5, text: words(16, 'x') },
      { id: 'b', score: 5, text: words(15, 'y') },
    ],
    { chosen: ['b'], rejected: [] },
  ],
  [
    'equal scores, one length band: the lower id',
    {},
    [
      { id: 'b', score: 5, text: words(8, 'x') },
      { id: 'a', score: 5, text: words(15, 'y') },
    ],
    { chosen: ['a'], rejected: [] },
  ],
  [
    'a better score beats a shorter text',
    {},
    [
      { id: 'a', score: 5, text: words(99, 'x') },
      { id: 'b', score: 4, text: 'y' },
    ],
    { chosen: ['a'], rejected: [] },
  ],
  [
    'best never takes a truncated answer',
    {},
    [
      { id: 'a', score: 5, finish: 'length' },
      { id: 'b', score: 4 },
    ],
    { chosen: ['b'], rejected: [] },
  ],
  [
    'probabilities decide about the minimum, not the expected value',
    {},
    [{ id: 'a', score: 3.5, distribution: [0.2, 0.15, 0.1, 0, 0.55] }],
    { chosen: ['a'], rejected: [] },
  ],
  ['no candidate', {}, [], 'no candidate'],
  [
    'all truncated or empty',
    {},
    [
      { id: 'a', score: 5, finish: 'length' },
      { id: 'b', score: 5, text: ' \n' },
    ],
    'every candidate is truncated or empty',
  ],
  ['none scored', {}, scores(null, null), 'no candidate has a score'],

  [
    'margin: a difference of exactly the margin is enough',
    { policy: 'margin' },
    scores(5, 3),
    { chosen: ['a'], rejected: ['b'], margin: 2 },
  ],
  ['margin: less is not', { policy: 'margin' }, scores(5, 3.01), 'difference below the margin'],
  [
    'margin: floating point does not decide',
    { policy: 'margin' },
    scores(3.3, 1.3),
    { chosen: ['a'], rejected: ['b'] },
  ],
  [
    'margin: 4 is the widest',
    { policy: 'margin', margin: 4 },
    scores(1, 5),
    { chosen: ['b'], rejected: ['a'], margin: 4 },
  ],
  [
    'margin: one scored answer is no pair',
    { policy: 'margin' },
    scores(5, null),
    'fewer than two different scored answers',
  ],
  [
    'margin: a tie is no pair',
    { policy: 'margin', margin: 0.001 },
    scores(4, 4, 4),
    'best and worst score are equal',
  ],
  [
    'margin: equal texts are one answer',
    { policy: 'margin' },
    [
      { id: 'a', score: 5, text: 'same' },
      { id: 'b', score: 1, text: ' same\n' },
    ],
    'fewer than two different scored answers',
  ],
  [
    'margin: a truncated answer is not rejected either',
    { policy: 'margin' },
    [
      { id: 'a', score: 5 },
      { id: 'b', score: 1, finish: 'length' },
      { id: 'c', score: 2 },
    ],
    { chosen: ['a'], rejected: ['c'] },
  ],
  [
    'margin: one pair unless more are asked for',
    { policy: 'margin' },
    scores(5, 5, 1, 1),
    { chosen: ['a'], rejected: ['d'] },
  ],
  [
    'margin: the k-th best with the k-th worst',
    { policy: 'margin', max_pairs_per_prompt: 3 },
    scores(5, 4.5, 3, 2, 1),
    { chosen: ['a', 'b'], rejected: ['e', 'd'] },
  ],
  [
    'margin: pairs end where the margin does',
    { policy: 'margin', max_pairs_per_prompt: 3 },
    scores(5, 3, 2, 1),
    { chosen: ['a'], rejected: ['d'] },
  ],
  [
    'margin: no answer is in two pairs',
    { policy: 'margin', margin: 1, max_pairs_per_prompt: 9 },
    scores(5, 3, 1),
    { chosen: ['a'], rejected: ['c'] },
  ],
  [
    'margin: the sample of five prompts, 5/4',
    { policy: 'margin' },
    scores(5, 4),
    'difference below the margin',
  ],
  [
    'margin: the sample of five prompts, 5/2',
    { policy: 'margin' },
    scores(5, 2),
    { chosen: ['a'], rejected: ['b'], margin: 3 },
  ],

  ['diverse: top and bottom', { policy: 'diverse' }, scores(5, 3, 1), { chosen: ['a'], rejected: ['c'] }],
  [
    'diverse: best first, worst first',
    { policy: 'diverse', top_k: 2, bottom_k: 2 },
    scores(4, 5, 1, 2, 3),
    { chosen: ['b', 'a'], rejected: ['c', 'd'] },
  ],
  [
    'diverse: nothing is on both sides',
    { policy: 'diverse', top_k: 5, bottom_k: 5 },
    scores(5, 4, 3, 2),
    { chosen: ['a', 'b'], rejected: ['d', 'c'] },
  ],
  [
    'diverse: a good answer is never bad',
    { policy: 'diverse', bottom_k: 2 },
    scores(5, 5, 4),
    { chosen: ['a'], rejected: [] },
  ],
  [
    'diverse: the threshold itself is good',
    { policy: 'diverse' },
    scores(4, 3.99),
    { chosen: ['a'], rejected: ['b'] },
  ],
  ['diverse: no good answer', { policy: 'diverse' }, scores(3, 2), 'no good answer'],
  [
    'diverse: nearly the same words count once',
    { policy: 'diverse', top_k: 2 },
    [
      { id: 'a', score: 5, text: 'Ask a friend for help and take your time today.' },
      { id: 'b', score: 4.9, text: 'Ask a friend for help and take your time, today!' },
      { id: 'c', score: 4, text: 'Read the label first.' },
    ],
    { chosen: ['a', 'c'], rejected: [] },
  ],
  [
    'diverse: a bad answer scores less than every good one',
    { policy: 'diverse' },
    [
      { id: 'a', score: 3.5, distribution: [0.2, 0.15, 0.1, 0, 0.55] },
      { id: 'b', score: 3.6, distribution: [0, 0, 0.6, 0.2, 0.2] },
    ],
    { chosen: ['a'], rejected: [] },
  ],

  [
    'contradictions stay unless they are to be dropped',
    {},
    [{ id: 'a', score: 5, reason: 'Unsafe advice.' }],
    { chosen: ['a'], rejected: [] },
  ],
  [
    'a safe score with an unsafe reason is dropped',
    { drop_contradictions: true },
    [
      { id: 'a', score: 5, reason: 'This is unsafe.' },
      { id: 'b', score: 4 },
    ],
    { chosen: ['b'], rejected: [] },
  ],
  [
    'a 4 with an unsafe reason too',
    { drop_contradictions: true },
    [{ id: 'a', score: 4, reason: 'This is unsafe.' }],
    'score and reason contradict each other',
  ],
  [
    '"not unsafe" is no contradiction',
    { drop_contradictions: true },
    [{ id: 'a', score: 5, reason: 'Not unsafe.' }],
    { chosen: ['a'], rejected: [] },
  ],
  [
    'a low score with an unsafe reason is none',
    { drop_contradictions: true, policy: 'margin' },
    [
      { id: 'a', score: 5 },
      { id: 'b', score: 1, reason: 'Unsafe.' },
    ],
    { chosen: ['a'], rejected: ['b'] },
  ],
])('%s', (_, change, sketches, expected) => {
  if (typeof expected === 'string') expect(select(change, sketches)).toBe(expected)
  else expect(select(change, sketches)).toMatchObject(expected as object)
})

test('include takes an end or both', () => {
  const selection = { chosen: ['a', 'b'], rejected: ['c'] }
  expect(included(selection, 'best')).toEqual(['a', 'b'])
  expect(included(selection, 'worst')).toEqual(['c'])
  expect(included(selection, 'both')).toEqual(['a', 'b', 'c'])
})

const sketches = fc
  .array(
    fc.record({
      score: fc.oneof(
        fc.constant(null),
        fc.double({ min: 1, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 5 }),
      ),
      text: fc.constantFrom('one', 'two words', 'one', 'three of these', '', 'something else here today'),
      finish: fc.constantFrom<'stop' | 'length'>('stop', 'stop', 'stop', 'length'),
    }),
    { maxLength: 10 },
  )
  .map((rows): Sketch[] => rows.map((row, index) => ({ id: `c${index}`, ...row })))

const anySettings = fc.record({
  policy: fc.constantFrom('best', 'margin', 'diverse'),
  margin: fc.double({ min: 0.01, max: 4, noNaN: true }),
  min_score: fc.integer({ min: 1, max: 5 }),
  top_k: fc.integer({ min: 1, max: 4 }),
  bottom_k: fc.integer({ min: 1, max: 4 }),
  max_pairs_per_prompt: fc.integer({ min: 1, max: 4 }),
}) as fc.Arbitrary<Partial<SelectSettings>>

test('whatever is selected is scored, whole, once, and better than what is rejected beside it', () => {
  fc.assert(
    fc.property(sketches, anySettings, (rows, change) => {
      const picked = select(change, rows)
      if (typeof picked === 'string') return
      const byId = new Map(rows.map((row) => [row.id, row]))
      const all = [...picked.chosen, ...picked.rejected].map((id) => byId.get(id)!)
      expect(new Set(all.map(({ text }) => text!.trim())).size).toBe(all.length)
      expect(all.every(({ score, finish, text }) => score !== null && finish === 'stop' && text !== '')).toBe(
        true,
      )
      picked.rejected.forEach((id, index) => {
        const chosen = picked.chosen[index]
        if (chosen !== undefined) expect(byId.get(chosen)!.score!).toBeGreaterThan(byId.get(id)!.score!)
      })
      if (change.policy === 'margin') {
        expect(picked.chosen.length).toBe(picked.rejected.length)
        picked.chosen.forEach((id, index) => {
          const gap = byId.get(id)!.score! - byId.get(picked.rejected[index]!)!.score!
          expect(gap).toBeGreaterThanOrEqual(change.margin! - 1e-5)
        })
      }
    }),
  )
})

test('the order of the candidates decides nothing', () => {
  fc.assert(
    fc.property(sketches, anySettings, (rows, change) => {
      expect(select(change, [...rows].reverse())).toEqual(select(change, rows))
    }),
  )
})
