import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { smallProject } from '../engine/fixtures/small-project.js'
import { performRun } from '../engine/session.js'
import { type Captured, captured } from './fixtures/captured.js'
import { runProgram } from './program.js'

const project = smallProject()
let printed: Captured

beforeAll(async () => {
  const wanted = ({ recipe }: { recipe: { stage: string } }) => recipe.stage === 'select'
  await performRun(project.request({ wanted }), project.house())
}, 60_000)
beforeEach(() => {
  printed = captured()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const evaluate = (...flags: string[]) =>
  runProgram(['eval', '--selection', '--set', `outputs=${join(project.folder, 'outputs')}`, ...flags])

test('what was selected is measured by policy and class in 80 columns, and says what the figures are not', async () => {
  expect(await evaluate()).toBe(0)
  const lines = printed.stdout.split('\n')
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(80)
  expect(lines[0]).toMatch(/^SELECTION of lattice-1, in the eyes of .+@/)
  for (const set of ['all judged', 'sft chosen, policy best', 'dpo rejected, policy margin'])
    expect(lines).toContain(set)
  expect(lines.filter((line) => line.startsWith('  adversarial '))).toHaveLength(4)
  expect(printed.stdout.replaceAll(/\s+/g, ' ')).toContain('not how a model answers')
})

test('--plot draws scores and lengths of the same sets; --json has every figure and no picture', async () => {
  await evaluate('--plot')
  expect(printed.stdout).toMatch(/^SCORES of the critic, rounded\n +all judged .*dpo rejected$/m)
  expect(printed.stdout).toContain('LENGTHS in words')
  printed.stdout = ''
  await evaluate('--plot', '--json')
  expect(JSON.parse(printed.stdout)).toMatchObject({ schema: 'lattice-selection/1', run: 'lattice-1' })
})

test('a flag about models is refused, since no model is asked', async () => {
  expect(await evaluate('--samples', '3')).toBe(2)
  expect(printed.stderr).toContain('--samples has no meaning with --selection')
})
