import { expect, test } from 'vitest'
import { sftSchema } from '../config/training.js'
import { rateStepsOf, stopPlan } from './settings.js'

const settings = sftSchema.parse({ method: 'sft' }).early_stopping
const rate = { warmedUp: 0, settled: 0 }
const sft = { method: 'sft' as const, plannedTokens: 3000, tokensPerEpoch: 1000, rate }

test.each([
  ['SFT of three epochs trains one pass', {}, {}, 1000],
  ['SFT of more trains a tenth', {}, { plannedTokens: 20_000 }, 2000],
  ['so does DPO', {}, { method: 'dpo' as const }, 300],
  ['a tenth that is more than a pass counts', { min_exposure: 0.5 }, {}, 1500],
  ['passes that are asked for', { min_epochs: 2 }, {}, 2000],
  ['no floor when none is asked for', { min_epochs: 0, min_exposure: 0 }, {}, 0],
])('%s', (_, change, training, minTokens) => {
  expect(stopPlan({ ...settings, ...change }, { ...sft, ...training }).minTokens).toBe(minTokens)
})

test.each([
  ['constant', 0, 0],
  ['constant_with_warmup', 10, 10],
  ['linear', 10, 55],
  ['cosine', 10, 55],
] as const)(
  'under %s warm-up ends at step %i, and lack of progress counts after %i',
  (lr_scheduler_type, warmedUp, settled) => {
    expect(rateStepsOf({ lr_scheduler_type, warmup_steps: 10, max_steps: 100 })).toEqual({
      warmedUp,
      settled,
    })
  },
)
