import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNews, type ProbeRow, probeFold, probeStrips } from './probes.js'

const row = (step: number, prompt: string, text: string | null): ProbeRow => ({
  ...{ step, epoch: 0, loss: null, split: null, probe: 1, prompt_id: null, finish: null },
  prompt: [{ role: 'user', content: prompt }],
  text,
  failed: text === null ? 'no memory' : null,
})

test('a strip joins the steps at which nothing changed, and an answer that comes back stands again', () => {
  const rows = ['a', 'a', 'b', null, null, 'a'].flatMap((text, step) => [
    row(step, 'Why?', text),
    row(step, 'How?', 'x'),
  ])
  const told = probeStrips(rows).map(({ prompt, stretches }) => [
    prompt[0]?.content,
    stretches.map(({ first, last }) => [first.step, last.step, first.text]),
  ])
  expect(told).toEqual([
    [
      'Why?',
      [
        [0, 1, 'a'],
        [2, 2, 'b'],
        [3, 4, null],
        [5, 5, 'a'],
      ],
    ],
    ['How?', [[0, 5, 'x']]],
  ])
})

test('what is news begins a new stretch, and nothing else does but the start', () => {
  const answers = fc.array(fc.constantFrom('a', 'b', null), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(answers, (texts) => {
      const rows = texts.map((text, step) => row(step, 'Why?', text))
      const news = rows.map(probeFold()).filter(isNews)
      const [strip] = probeStrips(rows)
      expect(strip?.stretches.slice(1).map(({ first }) => first.step)).toEqual(
        news.map((one) => one.row.step),
      )
      expect(news.every(({ before }) => before === rows[0])).toBe(true)
    }),
  )
})
