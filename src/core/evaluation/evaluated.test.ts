import { expect, test } from 'vitest'
import type { Candidate, Prompt } from '../records.js'
import { evaluate, evaluationSchema } from './evaluated.js'

const prompts: Prompt[] = ['p1', 'p2'].map((id) => ({
  id,
  messages: [{ role: 'user', content: id }],
  class: 'borderline',
  expected: 'comply',
  source: 'test',
  split: 'evaluation',
}))

const candidate = (id: string, sample: number, text: string): Candidate => ({
  id,
  prompt: 'p1',
  origin: 'sampled',
  from: [],
  sample,
  text,
  finish: sample === 0 ? 'stop' : 'length',
  tokens: 5,
})

test('answers, verdicts and refusals of a prompt come together, the greedy answer first', async () => {
  const rows = await evaluate({
    model: 'base',
    prompts,
    candidates: [candidate('c1', 1, 'Sure, take two'), candidate('c0', 0, 'I cannot help')],
    critiques: { rules: [{ candidate: 'c0', score: 5, safe: true }], tiny: [] },
    refusalOf: ({ text }) => (text.includes('cannot') ? 'full' : 'none'),
  })
  expect(rows).toHaveLength(1)
  expect(evaluationSchema.parse(rows[0])).toEqual(rows[0])
  expect(rows[0]!.samples).toMatchObject([
    {
      candidate: 'c0',
      decoding: 'greedy',
      words: 3,
      refusal: 'full',
      truncated: false,
      judged: { rules: { score: 5, safe: true }, tiny: { score: null, safe: null } },
    },
    {
      candidate: 'c1',
      decoding: 'sampled',
      refusal: 'none',
      truncated: true,
      judged: { rules: { score: null, safe: null }, tiny: { score: null, safe: null } },
    },
  ])
})
