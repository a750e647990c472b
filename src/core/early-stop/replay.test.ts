import { expect, test } from 'vitest'
import { rowsOf, type Shape, shapes } from '../../../scripts/bench/early-stop/curves.mjs'
import { sftSchema } from '../config/training.js'
import { callbackDecision } from './callback.js'
import { replay, replayPlan } from './replay.js'

const settings = sftSchema.parse({ method: 'sft' }).early_stopping
const curveOf = (name: string) => ({
  points: rowsOf(shapes[name] as Shape),
  hasTokens: true,
  tokensPerEpoch: null,
  rate: { warmedUp: 0, settled: 0 },
})
const evaluations = (...losses: number[]) =>
  losses.map((evalLoss, index) => ({
    step: index + 1,
    tokensSeen: index,
    trainLoss: null,
    evalLoss,
    rewardMargin: null,
  }))

test('a replay says of each policy where it stops, what it keeps and what it saves', () => {
  const curve = curveOf('overfit')
  const { policies } = replay(curve, { plan: replayPlan(curve, settings, 600), plannedSteps: 600 })
  const told = policies.map(({ policy, steps, saved, stop, best }) => [
    policy,
    steps,
    saved,
    stop?.rule,
    best?.step,
  ])
  expect(told).toEqual([
    ['default', 200, 400, 'overfit', 110],
    ['economy', 200, 400, 'overfit', 110],
    ['Hugging Face, patience 1', 120, 480, 'patience', 110],
    ['Hugging Face, patience 3', 140, 460, 'patience', 110],
    ['Hugging Face, patience 10', 210, 390, 'patience', 110],
    ['none', 600, 0, undefined, 110],
  ])
})

test('the floor is a share of what was planned, not of what was recorded', () => {
  expect(replayPlan(curveOf('healthy'), settings, 6000).minTokens).toBe(600_000)
})

/** What transformers 5.18 itself answers to these losses, its callback called as its Trainer calls it. */
test.each<[number[], number, number | null]>([
  [[3, 2, 1], 1, null],
  [[3, 2, 2], 1, 3],
  [[3, 4, 2, 5, 5], 2, 5],
  [[3, 4, 3, 4], 3, 4],
  [[Number.NaN, 1, 2], 1, 3],
  [[2, Number.NaN, 1], 1, 2],
  [[2, Number.NaN, 1, 1, 1], 2, 5],
  [[Number.NaN, Number.NaN], 1, 2],
])('the callback of Hugging Face on %j with patience %i stops at %s', (losses, patience, step) => {
  expect(callbackDecision(evaluations(...losses), patience).step).toBe(step)
})
