import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SampleRequest } from '../engine/sample.js'
import { openLedger } from '../io/ledger/ledger.js'
import { type Captured, captured } from './fixtures/captured.js'
import { runProgram } from './program.js'

let project: string
let printed: Captured
let asked: SampleRequest
/** So many of the prompts get no answer. */
let refused = 0

vi.mock('../engine/sample.js', () => ({
  sampleAnswers: async (request: SampleRequest) => {
    asked = request
    return request.prompts.map((_, index) => [refused > index ? { failed: 'too long' } : { text: 'Yes.' }])
  },
}))

const found: { training: string; folder: string }[] = []
vi.mock('../engine/run-adapter.js', () => ({ adapterOfRun: () => found.at(-1) ?? null }))

beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'lattice-sample-')))
  writeFileSync(join(project, 'lattice.yaml'), 'data: {prompts: p.jsonl}\ngenerate: {temperature: 0.6}\n')
  for (const name of Object.keys(process.env)) if (name.startsWith('LATTICE_')) vi.stubEnv(name, undefined)
  vi.spyOn(process, 'cwd').mockReturnValue(project)
  found.length = 0
  refused = 0
  printed = captured()
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
  rmSync(project, { recursive: true })
})

function openRun(): void {
  const ledger = openLedger(join(project, 'outputs'))
  ledger.runs.create({ name: 'run', config: {}, configFile: null, overlay: {}, environment: {} })
  ledger.close()
}

const sample = (...flags: string[]) => runProgram(['sample', 'How?', ...flags])

test('a prompt without an answer is exit 1, with its reason in place of an answer', async () => {
  refused = 1
  expect(await sample('--json')).toBe(1)
  expect(JSON.parse(printed.stdout)).toMatchObject({
    error: { message: 'tiny gave none of 1 answers. The first: too long.' },
  })
  printed.stdout = ''
  await runProgram(['sample', '--sanity'])
  expect(process.exitCode).toBe(1)
  expect(printed.stdout).toMatch(/too long[\s\S]*Yes\.[\s\S]*Yes\./)
})

test('a run without a trained adapter says that the base model answers', async () => {
  openRun()
  expect(await sample('--quiet')).toBe(0)
  expect(asked.adapter).toBeNull()
  expect(printed.stderr).toContain('No trained adapter in run run-1 yet: this is the base model.')
})

test('without a run the base model answers and says so; when it was asked for, nothing is said', async () => {
  await sample()
  expect(printed.stderr).toContain('There is no run yet: this is the base model.')
  printed.stderr = ''
  openRun()
  await sample('--base')
  expect(printed.stderr).toBe('')
})

test('a run in the middle answers with its newest adapter, named', async () => {
  openRun()
  found.push({ training: 'sft', folder: '/sft' })
  await sample()
  expect(asked.adapter).toBe('/sft')
  expect(printed.stderr).toContain('Run run-1 has not trained dpo yet: this is sft.')
  found.push({ training: 'dpo', folder: '/dpo' })
  printed.stderr = ''
  await sample()
  expect(asked.adapter).toBe('/dpo')
  expect(printed.stderr).toBe('')
})

test.each([
  [[], 0, false],
  [['--n', '2'], 0.6, false],
  [['--n', '2', '--temperature', '0'], 0, true],
  [['--temperature', '0.3'], 0.3, false],
])('%j samples at temperature %d', async (flags, temperature, warned) => {
  await sample('--base', ...flags)
  expect(asked.draw.temperature).toBe(temperature)
  expect(printed.stderr.includes('At temperature 0 the answers to a prompt are all the same.')).toBe(warned)
})
