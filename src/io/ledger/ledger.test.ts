import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { smallDisk } from '../files/fixtures/small-disk.js'
import { type Ledger, openLedger, viewLedger } from './ledger.js'
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

function reopen(): void {
  ledger.close()
  ledger = openLedger(outputs)
}

const first = { name: '001', sql: 'CREATE TABLE a (x)' }
const second = { name: '002', sql: 'ALTER TABLE a ADD COLUMN y' }
const columnsOf = (database: Database.Database) =>
  database.prepare("SELECT name FROM pragma_table_info('a')").pluck().all()

test('a ledger keeps what it was told', () => {
  const run = openRun('run')
  reopen()
  expect(ledger.runs.find(run.id)).toEqual(run)
})

test('each migration is applied once', () => {
  const database = new Database(':memory:')
  migrate(database, [first])
  migrate(database, [first])
  expect(database.prepare('SELECT name FROM migrations').pluck().all()).toEqual(['001'])
})

test('an old file gets what it lacks and keeps what it holds', () => {
  const database = new Database(':memory:')
  migrate(database, [first])
  database.exec('INSERT INTO a VALUES (1)')
  migrate(database, [first, second])
  expect(columnsOf(database)).toEqual(['x', 'y'])
  expect(database.prepare('SELECT x FROM a').pluck().all()).toEqual([1])
})

test('a migration that fails leaves the file as it was', () => {
  const database = new Database(':memory:')
  migrate(database, [first])
  const broken = { name: '003', sql: 'CREATE TABLE b (x); CREATE TABEL c (x)' }
  expect(() => migrate(database, [first, second, broken])).toThrow(/syntax error/)
  expect(columnsOf(database)).toEqual(['x'])
  expect(database.prepare('SELECT name FROM migrations').pluck().all()).toEqual(['001'])
})

test('a file of a newer lattice is refused by name', () => {
  const database = new Database(join(outputs, 'lattice.db'))
  database.prepare('INSERT INTO migrations VALUES (?, ?)').run('999-from-the-future', '')
  database.close()
  expect(() => openLedger(outputs)).toThrow(/newer lattice \(it has 999-from-the-future\)/)
})

test('a file that is no ledger is an error with a way out', () => {
  ledger.close()
  const path = join(outputs, 'lattice.db')
  writeFileSync(path, 'this is not a database, '.repeat(100))
  const refused = expect.objectContaining({
    exitCode: 1,
    message: `The ledger ${path} is damaged: file is not a database.`,
    hint: expect.stringContaining(`mv ${path} ${path}.damaged`),
  })
  expect(() => openLedger(outputs)).toThrow(refused)
  expect(() => viewLedger(outputs)).toThrow(refused)
  rmSync(path)
  ledger = openLedger(outputs)
})

test.each([
  ['is cut off', (path: string) => truncateSync(path, 8192)],
  ['has a row that something else changed', (path: string) => change(path, "UPDATE runs SET config = '{'")],
])('a ledger that %s says so, and is not touched', (_, damage) => {
  const path = join(outputs, 'lattice.db')
  openRun('run')
  ledger.close()
  damage(path)
  const before = readFileSync(path)
  const look = () => {
    const view = viewLedger(outputs)
    try {
      view.runs.list()
    } finally {
      view.close()
    }
  }
  expect(look).toThrow(
    expect.objectContaining({ exitCode: 1, message: expect.stringContaining(' is damaged') }),
  )
  expect(readFileSync(path)).toEqual(before)
  rmSync(path)
  ledger = openLedger(outputs)
})

function change(path: string, sql: string): void {
  const database = new Database(path)
  database.exec(sql)
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
}

test('a ledger that another program has locked says so, and can be looked at', () => {
  const other = new Database(join(outputs, 'lattice.db'))
  const impatient = openLedger(outputs, { patience: 10 })
  other.exec('BEGIN IMMEDIATE')
  const run = { name: 'run', config: {}, configFile: null, overlay: {}, environment: {} }
  expect(() => impatient.runs.create(run)).toThrow(
    expect.objectContaining({
      exitCode: 3,
      message: expect.stringMatching(/lattice\.db is locked by another program/),
    }),
  )
  expect(viewLedger(outputs).runs.list()).toEqual([])
  other.exec('ROLLBACK')
  other.close()
  expect(impatient.runs.create(run).number).toBe(1)
  impatient.close()
})

test('a ledger that only can be read is looked at, with what a crash left beside it, and nothing is written', (context) => {
  const disk = smallDisk(4_000_000)
  if (!disk) return context.skip('no file system can be mounted here')
  try {
    openRun('in-the-wal')
    const files = ['lattice.db', 'lattice.db-wal']
    for (const name of files) copyFileSync(join(outputs, name), join(disk.folder, name))
    disk.readOnly()
    const view = viewLedger(disk.folder)
    expect(view.runs.list().map(({ name }) => name)).toEqual(['in-the-wal'])
    view.close()
    expect(readdirSync(disk.folder).sort()).toEqual(files)
    expect(() => openLedger(disk.folder)).toThrow(expect.objectContaining({ exitCode: 3 }))
  } finally {
    disk.remove()
  }
})

test('on a full disk the ledger says so, keeps what it has, and goes on when there is room', (context) => {
  const disk = smallDisk(1_000_000)
  if (!disk) return context.skip('no file system can be mounted here')
  const full = openLedger(disk.folder)
  try {
    const run = {
      name: 'run',
      config: { text: 'x'.repeat(20_000) },
      configFile: null,
      overlay: {},
      environment: {},
    }
    full.runs.create(run)
    disk.fill()
    expect(() => full.runs.create(run)).toThrow(
      expect.objectContaining({
        exitCode: 1,
        message: expect.stringMatching(/^The disk is full: .* has \d+ kB free \(.*lattice\.db\)\.$/),
      }),
    )
    expect(full.runs.list()).toHaveLength(1)
    disk.empty()
    expect(full.runs.create(run).number).toBe(2)
  } finally {
    full.close()
    disk.remove()
  }
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

test('a run never takes the number, and so the folder, of one that an earlier ledger knew', () => {
  mkdirSync(join(outputs, 'quick-7'))
  writeFileSync(join(outputs, 'quick-7', 'plan.json'), '[]')
  mkdirSync(join(outputs, 'my-notes-2026'))
  expect(openRun('quick').id).toBe('quick-8')
  expect(openRun('quick').id).toBe('quick-9')
})

test('a corrupt step is not done', () => {
  start('k')
  ledger.steps.finish('k', outcome)
  ledger.steps.markCorrupt('k')
  expect(ledger.steps.newest('generate:main')).toBeUndefined()
})

test('the ledger lies beside the steps, and nothing else is made', () => {
  expect(existsSync(join(outputs, 'lattice.db'))).toBe(true)
  expect(existsSync(join(outputs, 'steps'))).toBe(false)
})
