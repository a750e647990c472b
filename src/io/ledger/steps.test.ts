import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Ledger, openLedger } from './ledger.js'
import { migrate, migrations } from './migrations.js'

let outputs: string
let ledger: Ledger
beforeEach(() => {
  outputs = mkdtempSync(join(tmpdir(), 'lattice-ledger-'))
  ledger = openLedger(outputs)
})
afterEach(() => {
  ledger.close()
  rmSync(outputs, { recursive: true })
})

function openRun(name: string) {
  return ledger.runs.create({ name, config: { n: 1 }, configFile: null, overlay: {}, environment: {} })
}

test('a step that a run does again keeps its place among the others', () => {
  const { id: run } = openRun('a')
  for (const key of ['k1', 'k2', 'k3']) start(key)
  const use = (id: string, step: string, decision: 'run' | 'reuse') =>
    ledger.runs.useStep(run, { id, step, decision, reason: '' })
  use('generate:main', 'k1', 'run')
  use('critique:main', 'k2', 'run')
  use('generate:main', 'k3', 'reuse')
  expect(ledger.runs.steps(run).map(({ id, step, decision }) => [id, step, decision])).toEqual([
    ['generate:main', 'k3', 'reuse'],
    ['critique:main', 'k2', 'run'],
  ])
})

const inputs = { prompts: { source: 'prompts:all/prompts.jsonl', sha256: 'p' } }
const outcome = {
  artifacts: [{ name: 'candidates.jsonl', sha256: 'c', bytes: 3, rows: 1 }],
  facts: { candidates: 1 },
}

function start(key: string, id = 'generate:main'): number {
  return ledger.steps.start({
    key,
    id,
    stage: 'generate',
    fingerprint: 'f',
    preimage: { n: 2 },
    folder: `steps/${key}`,
    inputs,
  })
}

test('a step is started, then done together with what it made', () => {
  expect(start('k')).toBe(1)
  expect(ledger.steps.get('k')).toMatchObject({ status: 'started', artifacts: [], inputs, finishedAt: null })
  expect(ledger.steps.doneWith('f')).toEqual([])
  ledger.steps.finish('k', outcome)
  expect(ledger.steps.get('k')).toMatchObject({ status: 'done', attempt: 1, preimage: { n: 2 }, ...outcome })
  expect(ledger.steps.doneWith('f').map(({ key }) => key)).toEqual(['k'])
})

test('a step whose outputs can not be written down is not done', () => {
  start('k')
  const twice = { ...outcome, artifacts: [{ ...outcome.artifacts[0], bytes: null } as never] }
  expect(() => ledger.steps.finish('k', twice)).toThrow(/NOT NULL/)
  expect(ledger.steps.get('k')).toMatchObject({ status: 'started', artifacts: [], facts: {} })
})

test('a failed step says why; started again, it counts the attempt and forgets the failure', () => {
  start('k')
  ledger.steps.fail('k', 'the disk is full')
  expect(ledger.steps.get('k')).toMatchObject({ status: 'failed', error: 'the disk is full' })
  expect(start('k')).toBe(2)
  expect(ledger.steps.get('k')).toMatchObject({ status: 'started', error: null, finishedAt: null })
})

test('a done step that is made again has no outputs until it is done again', () => {
  start('k')
  ledger.steps.finish('k', outcome)
  start('k')
  expect(ledger.steps.get('k')).toMatchObject({ status: 'started', artifacts: [], attempt: 2 })
})

test('the newest done step of a name is the last that was finished', () => {
  for (const key of ['k1', 'k2', 'k3']) start(key)
  for (const key of ['k3', 'k1']) ledger.steps.finish(key, outcome)
  expect(ledger.steps.newest('generate:main')?.key).toBe('k1')
  expect(ledger.steps.doneWith('f').map(({ key }) => key)).toEqual(['k1', 'k3'])
  expect(ledger.steps.newest('train:sft')).toBeUndefined()
})

test('a clock that goes back changes neither what is newest nor the order of the story', () => {
  vi.useFakeTimers()
  const { id: run } = openRun('a')
  for (const [key, time] of [
    ['k1', '2030-01-01'],
    ['k2', '2020-01-01'],
    ['k3', '2010-01-01'],
  ] as const) {
    vi.setSystemTime(new Date(time))
    start(key)
    ledger.steps.finish(key, outcome)
    ledger.event({ run, step: key, kind: key, payload: null })
  }
  const late = openRun('b')
  vi.useRealTimers()
  expect(ledger.steps.newest('generate:main')?.key).toBe('k3')
  expect(ledger.steps.doneWith('f').map(({ key }) => key)).toEqual(['k3', 'k2', 'k1'])
  expect(ledger.events({ run }).map(({ kind }) => kind)).toEqual(['k1', 'k2', 'k3'])
  expect(ledger.runs.find('latest')?.id).toBe(late.id)
})

test('a ledger from before the order was kept goes by its times', () => {
  const folder = join(outputs, 'old')
  mkdirSync(folder)
  const database = new Database(join(folder, 'lattice.db'))
  migrate(database, migrations.slice(0, 1))
  const insert = database.prepare(
    "INSERT INTO steps VALUES (?, 'x:y', 'x', 'f', '{}', 'steps/x', 'done', 1, '{}', NULL, '2020', ?)",
  )
  insert.run('late', '2022')
  insert.run('early', '2021')
  database.close()
  const old = openLedger(folder)
  expect(old.steps.newest('x:y')?.key).toBe('late')
  old.close()
})

test('a corrupt step is not done', () => {
  start('k')
  ledger.steps.finish('k', outcome)
  ledger.steps.markCorrupt('k')
  expect(ledger.steps.newest('generate:main')).toBeUndefined()
})
