import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { sha256 } from '../core/canonical.js'
import { type Ledger, openLedger } from '../io/ledger/ledger.js'
import { type RunStep, runViewOn, viewRun } from './run-view.js'

const schema = z.object({ id: z.string() })

let outputs: string
let ledger: Ledger
let run: string

beforeEach(() => {
  outputs = mkdtempSync(join(tmpdir(), 'lattice-view-'))
  ledger = openLedger(outputs)
  run = ledger.runs.create({ name: 'run', config: {}, configFile: null, overlay: {}, environment: {} }).id
})
afterEach(() => {
  ledger.close()
  rmSync(outputs, { recursive: true })
})

const view = () => viewRun(outputs, { id: run, status: 'done' })
const pathOf = (key: string, file: string) => join(outputs, 'steps', key, file)

function begin(id: string, { key = id.replace(':', '-'), inputs = {} } = {}): string {
  mkdirSync(join(outputs, 'steps', key), { recursive: true })
  ledger.steps.start({ key, id, stage: '', fingerprint: '', preimage: {}, folder: `steps/${key}`, inputs })
  ledger.event({ run, step: key, kind: 'step-started', payload: {} })
  return key
}

function done(id: string, files: Record<string, string>, how: Parameters<typeof begin>[1] = {}): void {
  const key = begin(id, how)
  for (const [name, text] of Object.entries(files)) writeFileSync(pathOf(key, name), text)
  const artifacts = Object.entries(files).map(([name, text]) => ({
    ...{ name, sha256: sha256(text), bytes: text.length, rows: null },
  }))
  ledger.steps.finish(key, { artifacts, facts: {} })
  ledger.runs.useStep(run, { id, step: key, decision: 'run', reason: '' })
}

async function all<T>(records: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const record of records) found.push(record)
  return found
}

const rows = '{"id":"a"}\n{"id":"b"}\n'

const looks: Record<string, (step: RunStep) => unknown> = {
  path: async (step) => step.path('rows.jsonl'),
  read: (step) => all(step.read('rows.jsonl', schema)),
  document: async (step) => step.document('rows.jsonl', schema),
}

test.each(Object.entries(looks))(
  'a file that is gone, and one that was changed, is the same error for %s',
  async (_, look) => {
    done('generate:main', { 'rows.jsonl': rows })
    writeFileSync(pathOf('generate-main', 'rows.jsonl'), rows.replace('b', 'c'))
    const changed = { name: 'ArtifactError', exitCode: 1, hint: expect.stringContaining('`lattice run`') }
    await expect(look(view().steps[0]!)).rejects.toMatchObject({
      ...changed,
      message: 'steps/generate-main/rows.jsonl is not what was written.',
    })
    rmSync(pathOf('generate-main', 'rows.jsonl'))
    await expect(look(view().steps[0]!)).rejects.toMatchObject({
      ...changed,
      message: 'steps/generate-main/rows.jsonl is gone.',
    })
  },
)

test('whole files are read, and what a step never made reads as nothing', async () => {
  done('generate:main', { 'rows.jsonl': rows, 'one.json': '{"id":"one"}' })
  const [step] = view().steps
  expect(await all(step!.read('rows.jsonl', schema))).toEqual([{ id: 'a' }, { id: 'b' }])
  expect(step!.document('one.json', schema)).toEqual({ id: 'one' })
  expect(await all(step!.dropped())).toEqual([])
  expect([step!.path('adapter'), step!.document('report.json', schema)]).toEqual([null, null])
})

test('a file is hashed once, however often one look at the run reads it', () => {
  done('generate:main', { 'rows.jsonl': rows })
  const [step] = view().steps
  expect(step!.path('rows.jsonl')).not.toBeNull()
  writeFileSync(pathOf('generate-main', 'rows.jsonl'), 'changed')
  expect(step!.path('rows.jsonl')).not.toBeNull()
  expect(() => view().steps[0]!.path('rows.jsonl')).toThrow('is not what was written')
})

test('a folder is whole when each of its files is', () => {
  const key = 'train-sft'
  mkdirSync(pathOf(key, 'adapter'), { recursive: true })
  done('train:sft', { 'adapter/a.bin': 'a', 'adapter/b.bin': 'b' })
  expect(view().steps[0]!.path('adapter')).toBe(pathOf(key, 'adapter'))
  writeFileSync(pathOf(key, 'adapter/b.bin'), 'c')
  expect(() => view().steps[0]!.path('adapter')).toThrow('adapter/b.bin is not what was written')
})

test.each([
  ['rows.jsonl', (step: RunStep) => all(step.read('rows.jsonl', z.object({ id: z.number() })))],
  ['one.json', async (step: RunStep) => step.document('one.json', z.object({ id: z.number() }))],
])('%s of another version of lattice is told as such', async (file, look) => {
  done('generate:main', { 'rows.jsonl': rows, 'one.json': '{"id":"one"}' })
  await expect(look(view().steps[0]!)).rejects.toMatchObject({
    name: 'ArtifactError',
    message: expect.stringMatching(new RegExp(`^Another version of lattice .*${file}.*id`)),
    hint: '`lattice run --force generate:main` makes it again.',
  })
})

test('a step is told by what it read, also when the run has made that anew since', async () => {
  const inputs = { candidates: { source: 'generate:main/rows.jsonl', sha256: sha256(rows) } }
  done('generate:main', { 'rows.jsonl': rows }, { key: 'first' })
  done('critique:main', {}, { inputs })
  done('generate:main', { 'rows.jsonl': '{"id":"new"}\n' }, { key: 'second' })
  const { steps, step } = view()
  expect(steps.map(({ row }) => row.key)).toEqual(['second', 'critique-main'])
  expect(await all(step('critique:main')!.readInput('candidates', schema))).toEqual([
    { id: 'a' },
    { id: 'b' },
  ])
})

test("a person's file that changed since is not told as what was read", async () => {
  const given = join(outputs, 'given.jsonl')
  writeFileSync(given, rows)
  done('critique:main', {}, { inputs: { candidates: { source: given, sha256: sha256(rows) } } })
  const told = () => all(view().steps[0]!.readInput('candidates', schema))
  expect(await told()).toHaveLength(2)
  writeFileSync(given, '{"id":"other"}\n')
  await expect(told()).rejects.toThrow('given.jsonl is not what critique:main read')
  rmSync(given)
  await expect(told()).rejects.toThrow('given.jsonl, which critique:main read, is gone.')
})

test('what was begun and not finished stands apart, until it is made', () => {
  done('prompts:all', {})
  ledger.steps.fail(begin('generate:main', { key: 'first' }), 'no memory is left')
  expect(view().unfinished.map(({ row }) => row.error)).toEqual(['no memory is left'])
  done('generate:main', {}, { key: 'second' })
  expect(view().unfinished).toEqual([])
  expect(view().steps.map(({ id }) => id)).toEqual(['prompts:all', 'generate:main'])
})

test('of files made a moment ago only their absence is noticed', async () => {
  done('generate:main', { 'rows.jsonl': rows })
  writeFileSync(pathOf('generate-main', 'rows.jsonl'), '{"id":"c"}\n')
  const unverified = () => {
    const now = runViewOn({ ledger, outputs, run: { id: run, status: 'running' }, verified: false })
    return all(now.steps[0]!.read('rows.jsonl', schema))
  }
  expect(await unverified()).toEqual([{ id: 'c' }])
  rmSync(pathOf('generate-main', 'rows.jsonl'))
  await expect(unverified()).rejects.toThrow('is gone')
})
