import { beforeEach, expect, test, vi } from 'vitest'
import { couldShow } from '../core/evaluation/planned.js'
import type { Decision, PlannedStep } from '../engine/plan.js'
import { planJson, planText } from './plan-table.js'

beforeEach(() => {
  vi.stubEnv('NO_COLOR', '1')
})

const plan = (...steps: [string, Decision, string][]) =>
  steps.map(([id, decision, reason]) => ({
    definition: { recipe: { id, stage: id.split(':')[0] } },
    decision,
    reason,
  })) as PlannedStep[]
const three = plan(
  ['prompts:all', 'reuse', 'nothing changed'],
  ['generate:main', 'run', 'n 2 → 4'],
  ['critique:main', 'reuse if unchanged', 'if generate:main comes out unchanged'],
)

test('a plan says of each step what would be done and why, and sums it up', () => {
  expect(planText(three, 'ready').split('\n')).toEqual([
    'reuse               prompts:all    nothing changed',
    'run                 generate:main  n 2 → 4',
    'reuse if unchanged  critique:main  if generate:main comes out unchanged',
    '',
    '1 to run, 1 reused if unchanged, 1 reused',
    '',
  ])
})

test('what does not occur is not counted', () => {
  expect(planText(three.slice(0, 1), 'unused')).toMatch(/\n1 reused\n$/)
})

test.each([
  ['missing', true],
  ['ready', false],
  ['unused', false],
] as const)('that the embedded models are trained first is said when they are %s: %s', (embedded, said) => {
  expect(planText(three, embedded).includes('embedded models are trained first')).toBe(said)
})

test('control sequences in a reason reach no terminal', () => {
  expect(planText(plan(['a:b', 'run', 'changed: \u001b]0;evil\u0007x']), 'unused')).not.toContain('\u001b')
})

test('a plan with a comparison says what its prompts could show, in lines of 80', () => {
  const whole = plan(['prompts:all', 'reuse', ''], ['compare:all', 'run', ''])
  const text = planText(whole, 'unused', couldShow(200))
  expect(text).toContain('200 evaluation prompts could show a difference of 6.4 points when 10% of the')
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(planJson(whole, couldShow(200))).toEqual([
    { id: 'prompts:all', decision: 'reuse', reason: '' },
    {
      id: 'compare:all',
      decision: 'run',
      reason: '',
      could_show: {
        prompts: 200,
        differences: [0.1, 0.2, 0.3].map((discordance) => ({
          discordance,
          smallest_difference: expect.any(Number),
        })),
        at_best: expect.any(Number),
      },
    },
  ])
})

test('for programs the plan is a list', () => {
  expect(planJson(three)).toEqual([
    { id: 'prompts:all', decision: 'reuse', reason: 'nothing changed' },
    { id: 'generate:main', decision: 'run', reason: 'n 2 → 4' },
    { id: 'critique:main', decision: 'reuse if unchanged', reason: 'if generate:main comes out unchanged' },
  ])
})
