import { expect, test } from 'vitest'
import { contestAtSimilarLength, contestOf } from './contest.js'
import { evaluationRow, judgedBy } from './fixtures/rows.js'
import { meanScore } from './measures.js'

test('a tie counts half, and without prompts there is no rate', () => {
  expect(contestOf({ win: 0, tie: 4, loss: 1 })).toMatchObject({ win_rate: 0.4, sign_test_p: 1 })
  expect(contestOf({ win: 3, tie: 0, loss: 1 })).toMatchObject({ win_rate: 0.75, sign_test_p: 0.625 })
  expect(contestOf({ win: 0, tie: 0, loss: 0 })).toMatchObject({
    win_rate: null,
    win_rate_interval: null,
    sign_test_p: null,
  })
})

test('of wins by far longer answers none is left where both are about as long', () => {
  const answer = (model: string, index: number, score: number, words: number) =>
    evaluationRow({ model, prompt: `p${index}`, samples: [{ words, judged: { judge: judgedBy(score) } }] })
  const rows = [0, 1, 2, 3].flatMap((index) => [
    answer('base', index, 3, 8),
    answer('sft', index, index < 3 ? 5 : 1, index < 2 ? 30 : 10),
  ])
  const found = contestAtSimilarLength({
    rows,
    from: 'base',
    to: 'sft',
    measure: meanScore('judge'),
    decoding: 'greedy',
    scope: 'all',
  })
  expect(found).toMatchObject({ win: 1, tie: 0, loss: 1, win_rate: 0.5 })
})
