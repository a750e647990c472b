import { expect, test } from 'vitest'
import type { Decision, PlannedStep } from '../engine/plan.js'
import { statusText } from './status.js'

const step = (id: string, decision: Decision, reason: string) =>
  ({ definition: { recipe: { id } }, decision, reason }) as PlannedStep
const there = [
  step('prompts:all', 'reuse', 'nothing changed'),
  step('compare:all', 'reuse', 'nothing changed'),
]
const view = {
  run: { id: 'a-1', status: 'done' as const, updatedAt: '2026-11-21T16:31:00Z' },
  plan: there,
  embedded: 'unused' as const,
  verdict: 'dpo: better.',
  verbose: false,
}

test('of a finished run it is said that all is there, and what was found', () => {
  expect(statusText(view)).toBe(
    'a-1: all 2 steps are there; the last command finished, 2026-11-21 16:31 UTC\ndpo: better.\n',
  )
})

test('the steps are listed when asked for', () => {
  expect(statusText({ ...view, verbose: true })).toContain('reuse  prompts:all  nothing changed')
})

test('the steps are listed when one is stale, and an old verdict is not told', () => {
  const text = statusText({ ...view, plan: [...there, step('report:all', 'run', 'n 2 → 4')] })
  expect(text).toContain('2 of 3 steps are as they would be made now')
  expect(text).toContain('run    report:all   n 2 → 4')
  expect(text).not.toContain('better')
})
