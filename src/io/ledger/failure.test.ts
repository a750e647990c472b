import {
  copyFileSync,
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
import { afterEach, beforeEach, expect, test } from 'vitest'
import { smallDisk } from '../files/fixtures/small-disk.js'
import { type Ledger, openLedger, viewLedger } from './ledger.js'

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

const small = { name: 'run', config: {}, configFile: null, overlay: {}, environment: {} }

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
  ledger.runs.create(small)
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
  expect(() => impatient.runs.create(small)).toThrow(
    expect.objectContaining({
      exitCode: 3,
      message: expect.stringMatching(/lattice\.db is locked by another program/),
    }),
  )
  expect(viewLedger(outputs).runs.list()).toEqual([])
  other.exec('ROLLBACK')
  other.close()
  expect(impatient.runs.create(small).number).toBe(1)
  impatient.close()
})

test('a ledger that only can be read is looked at, with what a crash left beside it, and nothing is written', (context) => {
  const disk = smallDisk(4_000_000)
  if (!disk) return context.skip('no file system can be mounted here')
  try {
    ledger.runs.create({ ...small, name: 'in-the-wal' })
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
    const run = { ...small, config: { text: 'x'.repeat(20_000) } }
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
