import type Database from 'better-sqlite3'
import { document, spoken } from './document.js'

export type StepStatus = 'started' | 'done' | 'failed' | 'corrupt'

export interface Artifact {
  name: string
  sha256: string
  bytes: number
  rows: number | null
}

export interface StepRow {
  /** Hash of fingerprint and inputs: two steps with one key would make the same thing. */
  key: string
  id: string
  stage: string
  fingerprint: string
  /** What the fingerprint is the hash of: two of them differ where the recipes differ. */
  preimage: unknown
  folder: string
  status: StepStatus
  attempt: number
  /** Counts and figures that a summary shows. */
  facts: Record<string, unknown>
  error: string | null
  startedAt: string
  finishedAt: string | null
  inputs: Record<string, { source: string; sha256: string }>
  artifacts: Artifact[]
}

type StartedStep = Pick<StepRow, 'key' | 'id' | 'stage' | 'fingerprint' | 'preimage' | 'folder' | 'inputs'>

export interface StepTable {
  /** Marks a step started, or started again. Returns the attempt, from 1. */
  start(step: StartedStep): number
  /** Marks it done together with its outputs: both or neither. */
  finish(key: string, outcome: { artifacts: Artifact[]; facts: Record<string, unknown> }): void
  fail(key: string, error: string): void
  markCorrupt(key: string): void
  get(key: string): StepRow | undefined
  /** Done steps of one recipe, newest first. */
  doneWith(fingerprint: string): StepRow[]
  /** A done step of a name that made this very file. */
  made(file: { id: string; name: string; sha256: string }): StepRow | undefined
  /** The newest done step of a name, whatever its recipe. */
  newest(id: string): StepRow | undefined
}

export function stepTable(database: Database.Database): StepTable {
  const rowsOf = (sql: string, ...values: unknown[]) =>
    (database.prepare(sql).all(...values) as StoredStep[]).map((row) => stepFrom(database, row))
  return {
    start: (step) => database.transaction(() => startStep(database, step))(),
    finish(key, { artifacts, facts }) {
      database.transaction(() => {
        const insert = database.prepare('INSERT OR REPLACE INTO artifacts VALUES (?, ?, ?, ?, ?)')
        for (const { name, sha256, bytes, rows } of artifacts) insert.run(key, name, sha256, bytes, rows)
        database
          .prepare(
            `UPDATE steps SET status = 'done', facts = ?, finished_at = ?,
               finished_number = (SELECT coalesce(max(finished_number), 0) + 1 FROM steps) WHERE key = ?`,
          )
          .run(JSON.stringify(facts), now(), key)
      })()
    },
    fail(key, error) {
      database
        .prepare("UPDATE steps SET status = 'failed', error = ?, finished_at = ? WHERE key = ?")
        .run(spoken(error), now(), key)
    },
    markCorrupt(key) {
      database.prepare("UPDATE steps SET status = 'corrupt' WHERE key = ?").run(key)
    },
    get: (key) => rowsOf('SELECT * FROM steps WHERE key = ?', key)[0],
    doneWith: (fingerprint) =>
      rowsOf(
        "SELECT * FROM steps WHERE fingerprint = ? AND status = 'done' ORDER BY finished_number DESC",
        fingerprint,
      ),
    made: ({ id, name, sha256 }) =>
      rowsOf(
        `SELECT steps.* FROM steps JOIN artifacts ON artifacts.step = steps.key
         WHERE id = ? AND status = 'done' AND artifacts.name = ? AND sha256 = ? LIMIT 1`,
        id,
        name,
        sha256,
      )[0],
    newest: (id) =>
      rowsOf(
        "SELECT * FROM steps WHERE id = ? AND status = 'done' ORDER BY finished_number DESC LIMIT 1",
        id,
      )[0],
  }
}

function startStep(database: Database.Database, { inputs, preimage, ...step }: StartedStep): number {
  database
    .prepare(
      `INSERT INTO steps (key, id, stage, fingerprint, preimage, folder, status, attempt, started_at)
       VALUES (@key, @id, @stage, @fingerprint, @preimage, @folder, 'started', 1, @at)
       ON CONFLICT (key) DO UPDATE SET status = 'started', attempt = attempt + 1, error = NULL,
         started_at = @at, finished_at = NULL, folder = @folder`,
    )
    .run({ ...step, preimage: document(preimage), at: now() })
  database.prepare('DELETE FROM artifacts WHERE step = ?').run(step.key)
  const insert = database.prepare('INSERT OR REPLACE INTO step_inputs VALUES (?, ?, ?, ?)')
  for (const [name, { source, sha256 }] of Object.entries(spoken(inputs)))
    insert.run(step.key, name, source, sha256)
  return database.prepare('SELECT attempt FROM steps WHERE key = ?').pluck().get(step.key) as number
}

const now = () => new Date().toISOString()

interface StoredStep {
  key: string
  id: string
  stage: string
  fingerprint: string
  preimage: string
  folder: string
  status: StepStatus
  attempt: number
  facts: string
  error: string | null
  started_at: string
  finished_at: string | null
}

function stepFrom(database: Database.Database, row: StoredStep): StepRow {
  const inputs = database
    .prepare('SELECT name, source, sha256 FROM step_inputs WHERE step = ?')
    .all(row.key) as {
    name: string
    source: string
    sha256: string
  }[]
  return {
    key: row.key,
    id: row.id,
    stage: row.stage,
    fingerprint: row.fingerprint,
    preimage: JSON.parse(row.preimage),
    folder: row.folder,
    status: row.status,
    attempt: row.attempt,
    facts: JSON.parse(row.facts),
    error: row.error,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    inputs: Object.fromEntries(inputs.map(({ name, source, sha256 }) => [name, { source, sha256 }])),
    artifacts: database
      .prepare('SELECT name, sha256, bytes, rows FROM artifacts WHERE step = ? ORDER BY name')
      .all(row.key) as Artifact[],
  }
}
