import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Ledger, openLedger } from './ledger.js'

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

function reopen(): void {
  ledger.close()
  ledger = openLedger(outputs)
}

test('a ledger keeps what it was told', () => {
  const run = openRun('run')
  reopen()
  expect(ledger.runs.find(run.id)).toEqual(run)
})

test('a file of a newer lattice is refused by name', () => {
  const database = new Database(join(outputs, 'lattice.db'))
  database.prepare('INSERT INTO migrations VALUES (?, ?)').run('999-from-the-future', '')
  database.close()
  expect(() => openLedger(outputs)).toThrow(/newer lattice \(it has 999-from-the-future\)/)
})

test('events are told in the order they came, each run its own', () => {
  for (const kind of ['one', 'two', 'three']) ledger.event({ run: 'r', step: 's', kind, payload: { kind } })
  ledger.event({ run: 'other', step: null, kind: 'none', payload: null })
  expect(ledger.events({ run: 'r' }).map(({ kind, step, payload }) => ({ kind, step, payload }))).toEqual(
    ['one', 'two', 'three'].map((kind) => ({ kind, step: 's', payload: { kind } })),
  )
})

test('a transaction is all or nothing', () => {
  const failing = () =>
    ledger.transaction(() => {
      openRun('lost')
      throw new Error('no')
    })
  expect(failing).toThrow('no')
  expect(ledger.runs.list()).toEqual([])
})

test('a reader sees what a writer has done, while it writes', () => {
  const reader = openLedger(outputs)
  ledger.transaction(() => {
    openRun('a')
    expect(reader.runs.list()).toEqual([])
  })
  expect(reader.runs.list()).toHaveLength(1)
  reader.close()
})

function openRun(name: string) {
  return ledger.runs.create({ name, config: { n: 1 }, configFile: null, overlay: {}, environment: {} })
}

test('a run is found by id, by number, by alias, as the latest, and not by half a name', () => {
  const [one, two] = [openRun('quick'), openRun('slow')]
  ledger.runs.setAlias('baseline', one.id)
  const found = (reference: string) => ledger.runs.find(reference)?.id
  expect(['quick-1', '1', '@baseline'].map(found)).toEqual([one.id, one.id, one.id])
  expect(['slow-2', '2', 'latest', '@latest'].map(found)).toEqual([two.id, two.id, two.id, two.id])
  expect(['quick', '3', '@none', 'baseline', ''].map(found)).toEqual(Array(5).fill(undefined))
})

test('an alias is moved, and must point at a run', () => {
  const [one, two] = [openRun('a'), openRun('b')]
  ledger.runs.setAlias('baseline', one.id)
  ledger.runs.setAlias('baseline', two.id)
  expect(ledger.runs.aliases()).toEqual({ baseline: two.id })
  expect(() => ledger.runs.setAlias('lost', 'c-9')).toThrow(/FOREIGN KEY/)
})

test('a run is updated where something is said, and only there', () => {
  const { id } = openRun('a')
  ledger.runs.update(id, { status: 'failed', overlay: { 'generate.n': 8 }, configFile: '/a/lattice.yaml' })
  expect(ledger.runs.find(id)).toMatchObject({
    status: 'failed',
    overlay: { 'generate.n': 8 },
    config: { n: 1 },
    configFile: '/a/lattice.yaml',
  })
  ledger.runs.update(id, { configFile: null })
  expect(ledger.runs.find(id)).toMatchObject({ status: 'failed', configFile: null })
})

test('a run never takes the number, and so the folder, of one that an earlier ledger knew', () => {
  mkdirSync(join(outputs, 'quick-7'))
  writeFileSync(join(outputs, 'quick-7', 'plan.json'), '[]')
  mkdirSync(join(outputs, 'my-notes-2026'))
  expect(openRun('quick').id).toBe('quick-8')
  expect(openRun('quick').id).toBe('quick-9')
})

test('the ledger lies beside the steps, and nothing else is made', () => {
  expect(existsSync(join(outputs, 'lattice.db'))).toBe(true)
  expect(existsSync(join(outputs, 'steps'))).toBe(false)
})
