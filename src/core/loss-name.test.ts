import { expect, test } from 'vitest'
import { lossName } from './loss-name.js'

test.each([
  [{ method: 'dpo', loss_type: ['sigmoid', 'sft'] }, 'sigmoid + sft'],
  [{ method: 'dpo', loss_type: ['sigmoid', 'sft'], loss_weights: [1, 0.5] }, 'sigmoid + 0.5 × sft'],
  [{ method: 'dpo', loss_type: ['ipo'] }, 'ipo'],
  [{ method: 'sft' }, null],
  [undefined, null],
])('the loss of %j is %j', (training, name) => {
  expect(lossName(training)).toBe(name)
})
