import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from './migrations.js'

const first = { name: '001', sql: 'CREATE TABLE a (x)' }
const second = { name: '002', sql: 'ALTER TABLE a ADD COLUMN y' }
const columnsOf = (database: Database.Database) =>
  database.prepare("SELECT name FROM pragma_table_info('a')").pluck().all()

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
