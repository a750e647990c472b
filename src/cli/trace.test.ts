import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { smallProject } from '../engine/fixtures/small-project.js'
import { performRun } from '../engine/session.js'
import { type Captured, captured } from './fixtures/captured.js'
import { runProgram } from './program.js'

const project = smallProject()
const outputs = join(project.folder, 'outputs')
let printed: Captured

beforeAll(async () => {
  await performRun(project.request(), project.house())
}, 120_000)
beforeEach(() => {
  printed = captured()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const trace = (id: string) => runProgram(['trace', id, '--set', `outputs=${outputs}`])
const file = (...path: string[]) => join(outputs, 'lattice-1', ...path)
const idIn = (...path: string[]): string => JSON.parse(readFileSync(file(...path), 'utf8').split('\n')[0]!).id

test.each([
  ['a prompt', ['prompts', 'prompts.jsonl']],
  ['an answer', ['candidates', 'candidates.jsonl']],
  ['a verdict', ['verdicts', 'verdicts.jsonl']],
  ['a selection', ['dpo-selection', 'selections.jsonl']],
  ['a training row', ['sft-data', 'train.jsonl']],
  ['a training pair', ['dpo-data', 'train.jsonl']],
  ['an evaluated answer', ['sample-dpo', 'candidates.jsonl']],
  ['a verdict of an evaluation', ['judge-dpo-rules', 'verdicts.jsonl']],
])('the id of %s leads to its story, which begins with the prompt', async (_, path) => {
  expect(await trace(idIn(...path))).toBe(0)
  expect(printed.stdout).toMatch(/^PROMPT {2}prompt-/)
})

test('what is no id of a record says where ids are, and of a step what tells of it', async () => {
  expect(await trace('nonsense')).toBe(3)
  expect(printed.stderr).toContain('lattice logs show prints ids')
  expect(await trace('train:sft')).toBe(3)
  expect(printed.stderr).toContain('It is a step: lattice logs show --stage train:sft')
})

test('a story whose files were changed since is not told', async () => {
  const id = idIn('candidates', 'candidates.jsonl')
  writeFileSync(file('candidates', 'candidates.jsonl'), `{"id":"${id}"}\n`)
  expect(await trace(id)).toBe(1)
  expect(printed.stderr).toContain('candidates.jsonl is not what was written')
  expect(printed.stdout).toBe('')
})
