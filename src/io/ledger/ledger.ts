/**
 * The ledger: one SQLite file per outputs folder. Runs, steps, their inputs and outputs with hashes, metrics,
 * proofs, events. It opens in WAL mode with full sync, so that what it says is done stays done.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { LatticeError } from '../../core/errors.js'
import { type AnswerIndex, answerIndex } from './answers.js'
import { migrate } from './migrations.js'
import { type RunTable, runTable } from './runs.js'
import { type StepTable, stepTable } from './steps.js'
import { type TrainingTable, trainingTable } from './training.js'

export interface Ledger {
  runs: RunTable
  steps: StepTable
  training: TrainingTable
  answers: AnswerIndex
  /** Appends to the story of a run: what happened, when. */
  event(event: { run: string | null; step: string | null; kind: string; payload: unknown }): void
  events(filter: { run: string }): { kind: string; step: string | null; payload: unknown; at: string }[]
  /** All or nothing. */
  transaction<T>(work: () => T): T
  close(): void
}

/** Opens the ledger of an outputs folder, makes it when it is missing, and brings its schema up to date. */
export function openLedger(outputs: string): Ledger {
  mkdirSync(outputs, { recursive: true })
  return ledgerOn(open(ledgerFile(outputs)), outputs)
}

/** For those who only look: where there is no ledger, an empty one that leaves no trace. */
export function viewLedger(outputs: string): Ledger {
  const path = ledgerFile(outputs)
  return ledgerOn(open(existsSync(path) ? path : ':memory:'), outputs)
}

const ledgerFile = (outputs: string) => join(outputs, 'lattice.db')

function ledgerOn(database: Database.Database, outputs: string): Ledger {
  const insertEvent = database.prepare(
    'INSERT INTO events (run, step, kind, payload, at) VALUES (@run, @step, @kind, @payload, @at)',
  )
  return {
    runs: runTable(database),
    steps: stepTable(database),
    training: trainingTable(database),
    answers: answerIndex(database, outputs),
    event: (event) => {
      insertEvent.run({ ...event, payload: JSON.stringify(event.payload), at: new Date().toISOString() })
    },
    events: ({ run }) =>
      database
        .prepare<[string], { kind: string; step: string | null; payload: string; at: string }>(
          'SELECT kind, step, payload, at FROM events WHERE run = ? ORDER BY number',
        )
        .all(run)
        .map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown })),
    transaction: (work) => database.transaction(work)(),
    close: () => database.close(),
  }
}

function open(path: string): Database.Database {
  let database: Database.Database | undefined
  try {
    database = new Database(path, { timeout: 5000 })
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    migrate(database)
    return database
  } catch (cause) {
    database?.close()
    if (cause instanceof LatticeError) throw cause
    throw new LatticeError(`The ledger ${path} can't be opened: ${(cause as Error).message}.`, {
      hint: 'If it is damaged, move it away: the JSONL files beside it stay readable, and steps are made again.',
      cause,
    })
  }
}
