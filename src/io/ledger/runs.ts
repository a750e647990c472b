import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { document, spoken } from './document.js'

export type RunStatus = 'open' | 'running' | 'done' | 'failed' | 'interrupted'

export interface RunRow {
  id: string
  number: number
  name: string
  status: RunStatus
  /** The resolved config. */
  config: unknown
  configFile: string | null
  /** What flags and `--set` changed over the life of the run. */
  overlay: Record<string, unknown>
  /** git commit and dirty flag, versions, device: how it was made, not what decides reuse. */
  environment: Record<string, unknown>
  createdAt: string
  updatedAt: string
}

/** The part a step plays in a run. */
export interface RunStep {
  id: string
  step: string
  decision: 'run' | 'reuse'
  reason: string
}

export interface RunTable {
  create(run: Pick<RunRow, 'name' | 'config' | 'configFile' | 'overlay' | 'environment'>): RunRow
  update(
    id: string,
    change: Partial<Pick<RunRow, 'status' | 'config' | 'configFile' | 'overlay' | 'environment'>>,
  ): void
  list(): RunRow[]
  /** A run by id, number, alias (`@name`) or `latest`. */
  find(reference: string): RunRow | undefined
  setAlias(name: string, run: string): void
  aliases(): Record<string, string>
  useStep(run: string, step: RunStep): void
  steps(run: string): RunStep[]
}

/** @param outputs the folder whose runs these are */
export function runTable(database: Database.Database, outputs: string): RunTable {
  const all = () => (database.prepare('SELECT * FROM runs ORDER BY number').all() as StoredRun[]).map(runFrom)
  const aliases = () => {
    const rows = database.prepare('SELECT name, run FROM aliases ORDER BY name').all() as {
      name: string
      run: string
    }[]
    return Object.fromEntries(rows.map(({ name, run }) => [name, run]))
  }
  return {
    create: (run) => createRun(database, run, outputs),
    update: (id, change) => database.transaction(() => updateRun(database, id, change))(),
    list: all,
    find(reference) {
      if (reference === 'latest' || reference === '@latest') return all().at(-1)
      const alias = reference.startsWith('@') ? aliases()[reference.slice(1)] : undefined
      return all().find((run) => run.id === (alias ?? reference) || String(run.number) === reference)
    },
    setAlias(name, run) {
      database.prepare('INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)').run(name, run, now())
    },
    aliases,
    useStep(run, { id, step, decision, reason }) {
      database
        .prepare(
          // A step that is done again keeps its place among the others.
          `INSERT INTO run_steps VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (run, id) DO UPDATE
             SET step = excluded.step, decision = excluded.decision, reason = excluded.reason, at = excluded.at`,
        )
        .run(run, id, step, decision, reason, now())
    },
    steps(run) {
      return database
        .prepare('SELECT id, step, decision, reason FROM run_steps WHERE run = ? ORDER BY rowid')
        .all(run) as RunStep[]
    },
  }
}

const now = () => new Date().toISOString()

function createRun(
  database: Database.Database,
  { name, config, configFile, overlay, environment }: Parameters<RunTable['create']>[0],
  outputs: string,
): RunRow {
  const known = database.prepare('SELECT coalesce(max(number), 0) FROM runs').pluck().get() as number
  const number = 1 + Math.max(known, ...numbersIn(outputs))
  const id = `${name}-${number}`
  const [configText, overlayText, environmentText] = [config, overlay, environment].map(document)
  const at = now()
  database
    .prepare("INSERT INTO runs VALUES (?, ?, ?, 'open', ?, ?, ?, ?, ?, ?)")
    .run(id, number, name, configText, spoken(configFile), overlayText, environmentText, at, at)
  return runFrom(database.prepare('SELECT * FROM runs WHERE id = ?').get(id) as StoredRun)
}

/** A ledger that was lost left its runs' folders behind, with reports in them that a new run must not write over. */
function numbersIn(outputs: string): number[] {
  const names = existsSync(outputs) ? readdirSync(outputs) : []
  return names
    .filter((name) => existsSync(join(outputs, name, 'plan.json')))
    .map((name) => Number(/-(\d+)$/.exec(name)?.[1] ?? 0))
}

const columns = {
  status: 'status',
  config: 'config',
  configFile: 'config_file',
  overlay: 'overlay',
  environment: 'environment',
} as const

function updateRun(database: Database.Database, id: string, change: Parameters<RunTable['update']>[1]): void {
  for (const [key, column] of Object.entries(columns)) {
    const value = change[key as keyof typeof columns]
    if (value === undefined) continue
    const stored = isText(key) ? spoken(value) : document(value)
    database.prepare(`UPDATE runs SET ${column} = ?, updated_at = ? WHERE id = ?`).run(stored, now(), id)
  }
}

const isText = (key: string) => key === 'status' || key === 'configFile'

interface StoredRun {
  id: string
  number: number
  name: string
  status: RunStatus
  config: string
  config_file: string | null
  overlay: string
  environment: string
  created_at: string
  updated_at: string
}

function runFrom(row: StoredRun): RunRow {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    status: row.status,
    config: JSON.parse(row.config),
    configFile: row.config_file,
    overlay: JSON.parse(row.overlay),
    environment: JSON.parse(row.environment),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
