/**
 * The ledger: one SQLite file per outputs folder. Runs, steps, their inputs and outputs with hashes, metrics,
 * proofs, events. It opens in WAL mode with full sync, so that what it says is done stays done.
 */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { PrerequisiteError } from '../../core/errors.js'
import { type AnswerIndex, answerIndex } from './answers.js'
import { copyLedger } from './copy.js'
import { spoken } from './document.js'
import { explained, isUnwritable, ledgerFailure } from './failure.js'
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
  /** What SQLite itself finds wrong with the file, looking at every page; null when nothing is. */
  fault(): string | null
  /** All or nothing. */
  transaction<T>(work: () => T): T
  close(): void
}

/**
 * Opens the ledger of an outputs folder, makes it when it is missing, and brings its schema up to date.
 * @param patience milliseconds that a lock of another program is waited for
 */
export function openLedger(outputs: string, { patience = 5000 }: { patience?: number } = {}): Ledger {
  mkdirSync(outputs, { recursive: true })
  return openAt(ledgerFile(outputs), { outputs, patience })
}

/**
 * For those who only look: where there is no ledger, an empty one that leaves no trace. SQLite writes beside a file in
 * WAL mode even to read it, so where nothing can be written (an archive, somebody else's folder) a copy is read.
 */
export function viewLedger(outputs: string): Ledger {
  const path = ledgerFile(outputs)
  if (!existsSync(path)) return openAt(':memory:', { outputs })
  try {
    return openAt(path, { outputs })
  } catch (error) {
    if (!isUnwritable(error)) throw error
    const copy = copyLedger(path)
    return openAt(copy.path, { outputs, closed: copy.remove })
  }
}

const ledgerFile = (outputs: string) => join(outputs, 'lattice.db')

/** @param closed called when it is closed, or could not be opened */
function openAt(
  path: string,
  {
    outputs,
    patience = 5000,
    closed = () => {},
  }: { outputs: string; patience?: number; closed?: () => void },
): Ledger {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new PrerequisiteError(`${path} is a folder, where the ledger is to be.`, {
      hint: 'Move it away, or name another outputs folder (--set outputs=…).',
    })
  let database: Database.Database | undefined
  try {
    database = new Database(path, { timeout: patience })
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    migrate(database)
    return ledgerOn(database, outputs, closed)
  } catch (cause) {
    database?.close()
    closed()
    throw ledgerFailure(cause, path)
  }
}

function ledgerOn(database: Database.Database, outputs: string, closed: () => void): Ledger {
  const { name: path } = database
  const insertEvent = database.prepare(
    'INSERT INTO events (run, step, kind, payload, at) VALUES (@run, @step, @kind, @payload, @at)',
  )
  const story = explained(path, {
    event: (event: Parameters<Ledger['event']>[0]) => {
      const payload = JSON.stringify(spoken(event.payload))
      insertEvent.run({ ...event, payload, at: new Date().toISOString() })
    },
    events: ({ run }: { run: string }) =>
      database
        .prepare<[string], { kind: string; step: string | null; payload: string; at: string }>(
          'SELECT kind, step, payload, at FROM events WHERE run = ? ORDER BY number',
        )
        .all(run)
        .map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown })),
    fault: () => {
      const found = database.pragma('quick_check(1)', { simple: true })
      return found === 'ok' ? null : String(found)
    },
    transaction: <T>(work: () => T): T => database.transaction(work)(),
  })
  return {
    runs: explained(path, runTable(database, outputs)),
    steps: explained(path, stepTable(database)),
    training: explained(path, trainingTable(database)),
    answers: explained(path, answerIndex(database, outputs)),
    ...story,
    close: () => {
      database.close()
      closed()
    },
  }
}
