import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { rowsOf, type Shape, shapes } from '../../scripts/bench/early-stop/curves.mjs'
import { openLedger } from '../io/ledger/ledger.js'
import { type Captured, captured } from './fixtures/captured.js'
import { runProgram } from './program.js'

let folder: string
let output: Captured

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lattice-replay-'))
  output = captured()
  vi.stubEnv('NO_COLOR', '1')
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

function overfitFile(): string {
  const path = join(folder, 'metrics.jsonl')
  const rows = rowsOf(shapes.overfit as Shape).map(({ step, tokensSeen, trainLoss, evalLoss }) =>
    JSON.stringify({ step, tokens_seen: tokensSeen, train_loss: trainLoss, eval_loss: evalLoss }),
  )
  writeFileSync(path, rows.join('\n'))
  return path
}

test('the replay of a file shows the curve, the policies and the reasons, in 80 columns', async () => {
  expect(await runProgram(['train', 'replay', overfitFile()])).toBe(0)
  expect(output.stdout).toMatch(/600 of 600 steps, 60 evaluations, 600,000 tokens/)
  expect(output.stdout).toMatch(/^A {2}default +200 {2}overfit +110 +1\.033 +400$/m)
  expect(output.stdout).toMatch(/^AB {5}the validation loss has risen by 0\.1104 from 1\.039/m)
  expect(output.stdout).toMatch(/⠤/)
  for (const line of output.stdout.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(80)
})

test('with --json it is one document, and flags change the floor', async () => {
  expect(await runProgram(['train', 'replay', overfitFile(), '--json', '--min-exposure', '0.5'])).toBe(0)
  const { policies, plan, evaluations } = JSON.parse(output.stdout)
  expect(evaluations).toBe(60)
  expect(plan.minTokens).toBe(300_000)
  expect(policies[0]).toMatchObject({
    policy: 'default',
    steps: 320,
    stop: { rule: 'overfit' },
    best: { step: 110 },
  })
})

test.each([
  [['--patience', '0'], /--patience: 0 is too small: it must be more than 0/],
  [['--min-delta', ''], /--min-delta: "" is not right: expected a number/],
  [['--planned-steps', '20'], /--planned-steps 20 is less than the last step of the curve, 600/],
  [['--planned-steps', 'many'], /no whole number/],
  [['--run', 'latest'], /two curves/],
])('%j is refused', async (flags, message) => {
  expect(await runProgram(['train', 'replay', overfitFile(), ...flags])).toBe(2)
  expect(output.stderr).toMatch(message)
})

test('a file that is not there, and a run without a training, are said so', async () => {
  expect(await runProgram(['train', 'replay', join(folder, 'none.jsonl')])).toBe(2)
  expect(await runProgram(['train', 'replay', '--set', `outputs=${folder}`])).toBe(3)
})

const trained = {
  policy: 'default',
  patience: 2,
  min_delta: 0,
  min_evaluations: 1,
  minTokens: 0,
  rate: { warmedUp: 0, settled: 0 },
}

test('a recorded training is replayed from the ledger with the plan that it had', async () => {
  const ledger = openLedger(folder)
  const step = {
    key: 'k',
    id: 'train:sft',
    stage: 'train',
    fingerprint: 'f',
    preimage: {},
    folder: 's',
    inputs: {},
  }
  ledger.steps.start(step)
  ledger.steps.finish('k', { artifacts: [], facts: { plannedSteps: 100, stopPlan: trained } })
  for (const [index, loss] of [3, 2, 2, 2, 2].entries()) {
    const place = { attempt: 1, globalStep: 10 * (index + 1), tokensSeen: index, epoch: 0 }
    ledger.training.addMetric('k', { ...place, split: 'validation', values: { loss } })
  }
  const environment = { config: {}, configFile: null, overlay: {}, environment: {} }
  const run = ledger.runs.create({ name: 'r', ...environment })
  ledger.runs.useStep(run.id, { id: 'train:sft', step: 'k', decision: 'run', reason: '' })
  ledger.close()
  expect(await runProgram(['train', 'replay', '--set', `outputs=${folder}`, '--step', 'sft', '--json'])).toBe(
    0,
  )
  const { policies, plannedSteps } = JSON.parse(output.stdout)
  expect(plannedSteps).toBe(100)
  expect(policies[0]).toMatchObject({ steps: 40, stop: { rule: 'patience' }, best: { step: 20, loss: 2 } })
})

test('a packed curve is read as any other file', async () => {
  const path = join(folder, 'curve.jsonl.gz')
  writeFileSync(path, gzipSync('{"step":1,"loss":2}\n{"step":2,"loss":1}\n'))
  expect(await runProgram(['train', 'replay', path])).toBe(0)
  expect(output.stdout).toContain('2 of 2 steps')
})

test('a missing file is named as elsewhere', async () => {
  expect(await runProgram(['train', 'replay', 'nowhere.jsonl'])).toBe(2)
  expect(output.stderr).toContain('There is no file nowhere.jsonl.')
})
