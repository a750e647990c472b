import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sha256 } from '../core/canonical.js'
import { compareModels } from '../core/evaluation/compare.js'
import { evaluationRow } from '../core/evaluation/fixtures/rows.js'
import { pairedResults } from '../core/evaluation/paired.js'
import { type Ledger, openLedger } from '../io/ledger/ledger.js'
import type { RunRow } from '../io/ledger/runs.js'
import { reportData } from './report-data.js'

let outputs: string
let ledger: Ledger
let run: RunRow

beforeEach(() => {
  outputs = mkdtempSync(join(tmpdir(), 'lattice-report-'))
  ledger = openLedger(outputs)
  const config = { seed: 7, models: { generator: { id: 'tiny' }, critic: 'rules' } }
  const overlay = { 'generate.n': 8, 'data.prompts': ['a b.jsonl'] }
  const environment = {
    git: { commit: 'c'.repeat(40), dirty: true },
    host: 'my-machine',
    versions: { torch: '2' },
  }
  const configFile = join(homedir(), 'x', 'lattice.yaml')
  run = ledger.runs.create({ name: 'run', config, configFile, overlay, environment })
})

afterEach(() => {
  ledger.close()
  rmSync(outputs, { recursive: true })
})

const collected = () => reportData({ outputs, run, lattice: '1', writtenAt: '2026-11-21T10:00:00.000Z' })

/** A done step of the run with these files. */
function done(
  id: string,
  files: Record<string, string>,
  facts: Record<string, unknown> = {},
  settings: unknown = {},
) {
  const [stage = ''] = id.split(':')
  const folder = `steps/${id.replaceAll(':', '-')}`
  mkdirSync(join(outputs, folder), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(outputs, folder, name), text)
  const inputs = { file: { source: join(homedir(), 'prompts.jsonl'), sha256: 'd' } }
  ledger.steps.start({ key: id, id, stage, fingerprint: id, preimage: { id, settings }, folder, inputs })
  const artifacts = Object.entries(files).map(([name, text]) => ({
    name,
    sha256: sha256(text),
    bytes: text.length,
    rows: null,
  }))
  ledger.steps.finish(id, { artifacts, facts })
  ledger.runs.useStep(run.id, { id, step: id, decision: 'run', reason: 'never made' })
}

const jsonl = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

function evaluated() {
  const rows = ['base', 'sft'].map((model) =>
    evaluationRow({ model, prompt: 'p', samples: [model === 'base' ? 1 : 5], judge: 'rules' }),
  )
  const judges = [{ name: 'rules', identity: 'rules:1', selectedData: false }]
  const report = compareModels({ baseline: 'base', tuned: ['sft'], rows, judges, seed: 1 })
  const { judge, decoding, baseline, finetuned } = report.declared
  return { rows, report, pairs: pairedResults({ rows, baseline, finetuned, judge, decoding }) }
}

test('a run that has done nothing yet is told without an evaluation, a training or data', async () => {
  const data = await collected()
  expect(data).toMatchObject({ evaluation: null, trainings: [], prompts: [], datasets: [], steps: [] })
  expect(data.asked).toEqual({ generator: 'tiny', critic: 'rules', constitution: null })
})

test('the command that makes the run again is quoted, and names neither the home folder nor the machine', async () => {
  const data = await collected()
  expect(data.run.command).toBe(
    `lattice run ~/x/lattice.yaml --set generate.n=8 --set 'data.prompts=["a b.jsonl"]'`,
  )
  expect(data.run.environment).toEqual([['torch', '2']])
  done('prompts:all', {})
  const told = JSON.stringify(await collected())
  expect(told).not.toContain(homedir())
  expect(told).not.toContain('my-machine')
})

test('an evaluation brings its report, its pairs, every answer, and what the declaring judge finds broken', async () => {
  const { rows, report, pairs } = evaluated()
  const documents = { 'report.json': JSON.stringify(report), 'paired_results.json': JSON.stringify(pairs) }
  const verdict = (question: string, answer: unknown) => ({
    ...{ id: question, subject: 'candidate-1', prompt: 'p', question, questionHash: 'h', template: 'rules' },
    ...{ judge: 'rules:1', answer },
  })
  const verdicts = [verdict('harm', 'violates'), verdict('truth', 'upholds'), verdict('overall', 1)]
  done('judge:sft:rules', { 'verdicts.jsonl': jsonl(verdicts) })
  done('compare:all', { ...documents, 'evaluations.jsonl': jsonl(rows) })
  const { evaluation } = await collected()
  expect(evaluation?.report.declared.finetuned).toBe('sft')
  expect(evaluation?.pairs.map((pair) => pair.verdict)).toEqual(['win'])
  expect(evaluation?.evaluations).toHaveLength(2)
  expect([...(evaluation?.violations ?? [])]).toEqual([['candidate-1', ['harm']]])
})

test('a report of another version is no bug: the message names the file and the command that makes it again', async () => {
  done('compare:all', { 'report.json': '{"schema":"lattice-eval/0"}' })
  await expect(collected()).rejects.toMatchObject({
    name: 'ArtifactError',
    message: expect.stringContaining("can't be read here: steps/compare-all/report.json"),
    hint: expect.stringContaining('--force compare:all'),
  })
})

test('a training brings its curves without what is no number, the kept step and why it stopped', async () => {
  const facts = { bestStep: 2, plannedSteps: 9, stopped: 'no better', trainedTokens: 1234 }
  done('train:dpo', {}, facts, { training: { method: 'dpo', from: 'sft', loss_type: ['sigmoid', 'sft'] } })
  const row = { attempt: 1, tokensSeen: 1, epoch: 1 }
  ledger.training.addMetric('train:dpo', { ...row, globalStep: 2, split: 'validation', values: { loss: 1 } })
  ledger.training.addMetric('train:dpo', { ...row, globalStep: 3, split: 'train', values: { loss: 'NaN' } })
  ledger.training.addCheck('train:dpo', 1, { name: 'moves', passed: true, value: 2, detail: 'logits' })
  const { trainings, steps } = await collected()
  expect(trainings).toEqual([
    {
      ...{ name: 'dpo', method: 'dpo', from: 'sft', done: true, loss: 'sigmoid + sft' },
      metrics: [
        { step: 2, split: 'validation', values: { loss: 1 } },
        { step: 3, split: 'train', values: { loss: null } },
      ],
      probes: [],
      ...{ bestStep: 2, plannedSteps: 9, stopped: 'no better', facts: [['trained tokens', '1,234']] },
    },
  ])
  expect(steps[0]?.proofs).toEqual([{ name: 'moves', passed: true, value: '2', detail: 'logits' }])
})

test('a file that changed since it was written is said, and so is what was left out', async () => {
  done('generate:main', { 'candidates.jsonl': '{}\n' }, { candidates: 2, dropped: { 'too short': 3 } })
  expect((await collected()).steps[0]).toMatchObject({
    damage: null,
    dropped: [{ reason: 'too short', n: 3 }],
  })
  writeFileSync(join(outputs, 'steps/generate-main/candidates.jsonl'), '{"a":1}\n')
  expect((await collected()).steps[0]?.damage).toContain('is not what was written')
})

test('a step that the run began and did not finish is told too, and one that was made again only once', async () => {
  done('train:sft', {})
  const begin = (key: string, id: string) => {
    const step = { key, id, stage: 'train', fingerprint: key, preimage: {}, folder: 'steps/x', inputs: {} }
    ledger.steps.start(step)
    ledger.event({ run: run.id, step: key, kind: 'step-started', payload: {} })
  }
  begin('before', 'train:sft')
  begin('now', 'train:dpo')
  ledger.steps.fail('now', 'no memory is left')
  const { steps, trainings } = await collected()
  expect(steps.map(({ id, status, error }) => [id, status, error])).toEqual([
    ['train:sft', 'done', null],
    ['train:dpo', 'failed', 'no memory is left'],
  ])
  expect(trainings.map(({ name, done }) => [name, done])).toEqual([
    ['sft', true],
    ['dpo', false],
  ])
})

test('what was selected is told, and not where its files are no longer whole', async () => {
  const constitution = { principles: [] }
  const settings = { constitution, policy: { policy: 'best' } }
  done('select:sft', { 'selections.jsonl': '' }, {}, settings)
  expect((await collected()).selection?.sets.map(({ step, side }) => [step, side])).toEqual([
    ['select:sft', 'chosen'],
  ])
  writeFileSync(join(outputs, 'steps/select-sft/selections.jsonl'), 'x')
  const { selection, steps } = await collected()
  expect(selection).toBeNull()
  expect(steps[0]?.damage).toContain('selections.jsonl is not what was written')
})

test('prompts are counted by split and class', async () => {
  const prompt = (id: string, split: string) => ({
    ...{ id, messages: [{ role: 'user', content: 'x' }], class: 'borderline', expected: 'comply' },
    ...{ source: 's', split },
  })
  done('prompts:all', {
    'prompts.jsonl': jsonl([prompt('1', 'train'), prompt('2', 'train'), prompt('3', 'evaluation')]),
  })
  expect((await collected()).prompts).toEqual([
    { split: 'train', class: 'borderline', n: 2 },
    { split: 'evaluation', class: 'borderline', n: 1 },
  ])
})
