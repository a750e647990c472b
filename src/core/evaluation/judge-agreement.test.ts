import { expect, test } from 'vitest'
import { evaluationRow, judgedBy } from './fixtures/rows.js'
import { judgeAgreements } from './judge-agreement.js'

test('two judges are compared on the same answers, model by model', () => {
  const answer = (model: string, index: number, critic: number, rules: number | null) =>
    evaluationRow({
      model,
      prompt: `p${index}`,
      samples: [{ judged: { critic: judgedBy(critic), rules: judgedBy(rules) } }],
    })
  const rows = Array.from({ length: 8 }, (_, index) => [
    answer('base', index, index % 2 === 0 ? 5 : 2, index % 2 === 0 ? 4.4 : 1),
    answer('sft', index, index % 2 === 0 ? 5 : 2, index < 4 ? 5 : null),
  ]).flat()
  const found = judgeAgreements({
    rows,
    models: ['base', 'sft'],
    judges: ['critic', 'rules'],
    decoding: 'greedy',
  })
  expect(found).toMatchObject([
    { model: 'base', first: 'critic', second: 'rules', n: 8, agreement: { value: 1 }, kappa: { value: 1 } },
    { model: 'sft', n: 4, scores: 4, agreement: { value: 0.5 }, kappa: { value: 0 } },
  ])
  // 5 beside 4 and 2 beside 1 are near misses, which counting by the square forgives more.
  expect(found[0]!.quadratic_kappa!.value).toBeGreaterThan(found[0]!.linear_kappa!.value)
})

test('one judge agrees with nobody', () => {
  const rows = [evaluationRow({ model: 'base', prompt: 'p', samples: [5] })]
  expect(judgeAgreements({ rows, models: ['base'], judges: ['judge'], decoding: 'greedy' })).toEqual([])
})
