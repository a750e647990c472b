/**
 * The schema of the ledger, as it grew. A migration is never edited once landed; the next one is appended.
 * The ledger says what was made, from what and by what. The texts themselves are in JSONL files beside it.
 */
import type Database from 'better-sqlite3'
import { LatticeError } from '../../core/errors.js'

interface Migration {
  name: string
  sql: string
}

export const migrations: readonly Migration[] = [
  {
    name: '001-runs-and-steps',
    sql: `
      CREATE TABLE runs (
        id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, name TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('open', 'running', 'done', 'failed', 'interrupted')),
        config TEXT NOT NULL, config_file TEXT, overlay TEXT NOT NULL, environment TEXT NOT NULL,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
      CREATE TABLE steps (
        key TEXT PRIMARY KEY, id TEXT NOT NULL, stage TEXT NOT NULL,
        fingerprint TEXT NOT NULL, preimage TEXT NOT NULL, folder TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('started', 'done', 'failed', 'corrupt')),
        attempt INTEGER NOT NULL, facts TEXT NOT NULL DEFAULT '{}', error TEXT,
        started_at TEXT NOT NULL, finished_at TEXT);
      CREATE INDEX steps_by_fingerprint ON steps (fingerprint);
      CREATE INDEX steps_by_id ON steps (id, finished_at);
      CREATE TABLE step_inputs (
        step TEXT NOT NULL REFERENCES steps (key), name TEXT NOT NULL,
        source TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (step, name));
      CREATE TABLE artifacts (
        step TEXT NOT NULL REFERENCES steps (key), name TEXT NOT NULL,
        sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, rows INTEGER, PRIMARY KEY (step, name));
      CREATE TABLE run_steps (
        run TEXT NOT NULL REFERENCES runs (id), id TEXT NOT NULL, step TEXT NOT NULL REFERENCES steps (key),
        decision TEXT NOT NULL CHECK (decision IN ('run', 'reuse')), reason TEXT NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (run, id));
      CREATE TABLE answers (
        key TEXT PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE metrics (
        step TEXT NOT NULL REFERENCES steps (key), attempt INTEGER NOT NULL, global_step INTEGER NOT NULL,
        split TEXT NOT NULL, tokens_seen INTEGER NOT NULL, epoch REAL NOT NULL, vals TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (step, attempt, global_step, split));
      CREATE TABLE checks (
        step TEXT NOT NULL REFERENCES steps (key), attempt INTEGER NOT NULL, name TEXT NOT NULL,
        passed INTEGER NOT NULL, value TEXT, detail TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (step, attempt, name));
      CREATE TABLE events (
        number INTEGER PRIMARY KEY, run TEXT, step TEXT, kind TEXT NOT NULL, payload TEXT NOT NULL, at TEXT NOT NULL);
      CREATE TABLE aliases (name TEXT PRIMARY KEY, run TEXT NOT NULL REFERENCES runs (id), at TEXT NOT NULL);
    `,
  },
  {
    // Which step was finished last must not depend on a clock that may go back.
    name: '002-order-of-finishing',
    sql: `
      ALTER TABLE steps ADD COLUMN finished_number INTEGER;
      UPDATE steps SET finished_number = place.number FROM
        (SELECT key, row_number() OVER (ORDER BY finished_at, rowid) AS number FROM steps WHERE finished_at IS NOT NULL)
        AS place WHERE place.key = steps.key;
      CREATE INDEX steps_by_finish ON steps (finished_number);
    `,
  },
]

/**
 * Applies what has not been applied yet, all or nothing; two programs that open one file at once do it once.
 * @throws LatticeError for a file of a newer lattice, whose tables mean something else here.
 */
export function migrate(database: Database.Database, all: readonly Migration[] = migrations): void {
  database.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at TEXT NOT NULL)')
  const missing = () => {
    const applied = new Set(database.prepare<[], string>('SELECT name FROM migrations').pluck().all())
    const unknown = [...applied].find((name) => !all.some((known) => known.name === name))
    if (unknown !== undefined) throw newerLedger(database.name, unknown)
    return all.filter(({ name }) => !applied.has(name))
  }
  const apply = database.transaction(() => {
    for (const { name, sql } of missing()) {
      database.exec(sql)
      database.prepare('INSERT INTO migrations VALUES (?, ?)').run(name, new Date().toISOString())
    }
  })
  if (missing().length > 0) apply.immediate()
}

function newerLedger(path: string, migration: string): LatticeError {
  return new LatticeError(`The ledger ${path} was written by a newer lattice (it has ${migration}).`, {
    hint: 'Update lattice, or use another outputs folder.',
  })
}
