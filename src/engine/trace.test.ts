import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLedger } from '../io/ledger/ledger.js'
import { openOutputs } from './outputs.js'
import { viewRun } from './run-view.js'
import { findRecord, lineageOf } from './trace.js'

let outputs: string
let run: string
const records: [string, string, Record<string, unknown>[]][] = [
  ['prompts:all', 'prompts.jsonl', [{ id: 'prompt-1' }, { id: 'prompt-2' }]],
  [
    'generate:main',
    'candidates.jsonl',
    [
      { id: 'candidate-1', prompt: 'prompt-1', from: [] },
      { id: 'candidate-2', prompt: 'prompt-1', from: ['candidate-1'] },
      { id: 'candidate-3', prompt: 'prompt-2', from: [] },
    ],
  ],
  [
    'critique:main',
    'verdicts.jsonl',
    ['1', '2', '3'].map((n) => ({ id: `verdict-${n}`, subject: `candidate-${n}` })),
  ],
  ['dataset:sft', 'dropped.jsonl', [{ id: 'prompt-1', reason: 'duplicate' }]],
  [
    'dataset:sft',
    'train.jsonl',
    [{ id: 'example-1', promptId: 'prompt-1', candidates: ['candidate-2'], prompt: [{ role: 'user' }] }],
  ],
  [
    'compare:all',
    'evaluations.jsonl',
    [{ id: 'evaluation-1', prompt: 'prompt-2', samples: [{ candidate: 'candidate-3' }] }],
  ],
]

beforeEach(() => {
  outputs = mkdtempSync(join(tmpdir(), 'lattice-trace-'))
  const ledger = openLedger(outputs)
  run = ledger.runs.create({ name: 'run', config: {}, configFile: null, overlay: {}, environment: {} }).id
  for (const id of [...new Set(records.map(([id]) => id))]) {
    const folder = `steps/${id.replace(':', '-')}`
    mkdirSync(join(outputs, folder), { recursive: true })
    ledger.steps.start({ key: id, id, stage: '', fingerprint: '', preimage: {}, folder, inputs: {} })
    const files = openOutputs(join(outputs, folder), [])
    for (const [step, file, rows] of records) {
      for (const record of rows) if (step === id) files.write({ file, record })
    }
    ledger.steps.finish(id, files.commit())
    ledger.runs.useStep(run, { id, step: id, decision: 'run', reason: '' })
  }
  ledger.close()
})
afterEach(() => rmSync(outputs, { recursive: true }))

const open = () => viewRun(outputs, { id: run, status: 'done' })

async function lineage(id: string): Promise<string[]> {
  const view = open()
  const found = await findRecord(view, id)
  if (!found) return []
  return (await lineageOf(view, found)).map(({ record, step }) => `${record.id} of ${step}`)
}

test('a training row leads to its answer, what that was made from, the prompt and the verdicts', async () => {
  expect(await lineage('example-1')).toEqual([
    'example-1 of dataset:sft',
    'prompt-1 of prompts:all',
    'candidate-2 of generate:main',
    'candidate-1 of generate:main',
    'verdict-1 of critique:main',
    'verdict-2 of critique:main',
  ])
})

test('a measured prompt leads to the answers and their verdicts', async () => {
  expect(await lineage('evaluation-1')).toEqual([
    'evaluation-1 of compare:all',
    'prompt-2 of prompts:all',
    'candidate-3 of generate:main',
    'verdict-3 of critique:main',
  ])
})

test('a verdict leads to what it is about, and is told once', async () => {
  expect(await lineage('verdict-3')).toEqual([
    'verdict-3 of critique:main',
    'candidate-3 of generate:main',
    'prompt-2 of prompts:all',
  ])
})

test('the first characters of an id are enough; what is in no file is not found', async () => {
  expect((await findRecord(open(), 'exam'))?.record.id).toBe('example-1')
  expect(await findRecord(open(), 'example-9')).toBeNull()
})

test('a note on what was dropped is no record', async () => {
  expect((await findRecord(open(), 'prompt-1'))?.file).toMatch(/prompts\.jsonl$/)
})

test('a file that was removed is no gap: the message names it and the way out', async () => {
  rmSync(join(outputs, 'steps/generate-main/candidates.jsonl'))
  await expect(lineage('example-1')).rejects.toMatchObject({
    name: 'ArtifactError',
    message: 'steps/generate-main/candidates.jsonl is gone.',
    hint: expect.stringContaining('`lattice run` makes generate:main again'),
  })
})

test('a start that several ids share is no id: some are named', async () => {
  await expect(findRecord(open(), 'candidate')).rejects.toThrow(
    'candidate is the start of 3 ids: candidate-1, candidate-2, candidate-3.',
  )
  await expect(findRecord(open(), '')).rejects.toThrow(/ids: .* and 7 more\.$/)
})
