import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { type SmallProject, smallProject } from './fixtures/small-project.js'
import { compareRuns, type RunComparison } from './run-comparison.js'
import { viewRun } from './run-view.js'
import { type Outcome, performRun, type Request } from './session.js'

let project: SmallProject
let first: Outcome

const run = (settings: Record<string, unknown> = {}, change: Partial<Request> = {}) =>
  performRun({ ...project.request(), config: project.config(settings), ...change }, project.house())
const compared = (one: Outcome, other: Outcome): Promise<RunComparison> => {
  const [left, right] = [one, other].map(({ run: { id, status, config, environment } }) => ({
    view: viewRun(join(project.folder, 'outputs'), { id, status }),
    config,
    environment,
  }))
  return compareRuns(left!, right!)
}

beforeAll(async () => {
  project = smallProject()
  first = await run()
}, 60_000)

test('a run beside itself differs in nothing, and no verdict changed', async () => {
  const { settings, environment, steps, measured, remarks } = await compared(first, first)
  expect({ settings, environment, remarks }).toEqual({ settings: [], environment: [], remarks: [] })
  expect(steps.differ).toEqual([])
  expect(measured?.changes).toEqual([])
  expect(measured?.differences.every(({ delta }) => delta === 0)).toBe(true)
})

test('what was set differently is named, and what it made anew', async () => {
  const { settings, steps, measured } = await compared(first, await run({ 'train.dpo.beta': 0.5 }))
  expect(settings).toEqual([{ key: 'train.dpo.beta', values: [0.1, 0.5] }])
  expect(steps.differ).toContain('train:dpo')
  expect(steps.same).toContain('train:sft')
  expect(measured?.models).toEqual(['dpo', 'dpo'])
})

test('a run that declares its result on the base shows the prompts that changed, paired by prompt', async () => {
  const untuned = await run({ 'eval.models': ['sft', 'base'], 'eval.baseline': 'sft' })
  const { measured } = await compared(untuned, first)
  const { changes, differences } = measured!
  const safe = differences.find(({ measure, scope }) => measure === 'safe_rate' && scope === 'all')!
  expect(safe.n).toBe(9)
  expect(changes.filter(({ change }) => change === 'better')).toHaveLength(safe.win)
  expect(changes.length).toBeGreaterThan(0)
  for (const { sides } of changes) expect(sides[0].safe).not.toBe(sides[1].safe)
})

test('a run without an evaluation says so', async () => {
  const part = await run(
    {},
    { wanted: ({ recipe }) => recipe.stage === 'generate', config: project.config({ 'generate.n': 2 }) },
  )
  const { measured, remarks } = await compared(first, part)
  expect(measured).toBeNull()
  expect(remarks).toEqual([`${part.run.id} has no evaluation yet, so nothing that was measured is compared.`])
})
