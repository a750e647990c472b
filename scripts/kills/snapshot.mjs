/** What the outputs folder says is done: by its ledger, and by the whole lines of its answers. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Of a run that stands still or is dead. */
export function snapshot(outputs) {
  return { ...onLedger(outputs, readLedger), lines: answerLines(outputs) }
}

/** @returns what SQLite finds wrong with the ledger */
export function ledgerProblems(outputs) {
  return onLedger(outputs, (ledger) => {
    const [{ integrity_check: found }] = ledger.pragma('integrity_check')
    const dangling = ledger.pragma('foreign_key_check')
    return [...(found === 'ok' ? [] : [found]), ...dangling.map((row) => `dangling: ${JSON.stringify(row)}`)]
  })
}

/** On a copy: to open a ledger that was left open brings it in order, and that is what lattice shall do. */
function onLedger(outputs, read) {
  const folder = mkdtempSync(join(tmpdir(), 'lattice-kills-'))
  try {
    for (const name of ['lattice.db', 'lattice.db-wal']) {
      if (existsSync(join(outputs, name))) copyFileSync(join(outputs, name), join(folder, name))
    }
    const ledger = new Database(join(folder, 'lattice.db'))
    try {
      return read(ledger)
    } finally {
      ledger.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readLedger(ledger) {
  const exists = ledger.prepare("SELECT 1 FROM sqlite_master WHERE name = 'events'").get()
  const rows = (sql) => (exists ? ledger.prepare(sql).all() : [])
  const steps = rows('SELECT key, id, folder, status, facts FROM steps')
  const artifacts = rows('SELECT step, name, sha256 FROM artifacts ORDER BY step, name')
  return {
    answers: new Map(rows('SELECT * FROM answers').map((row) => [row.key, row])),
    steps: new Map(
      steps.map((step) => [
        step.id,
        { ...step, artifacts: artifacts.filter((one) => one.step === step.key) },
      ]),
    ),
    metrics: new Map(
      rows('SELECT step, attempt, split, global_step, vals FROM metrics').map(({ vals, ...name }) => [
        Object.values(name).join(' '),
        vals,
      ]),
    ),
    runs: rows('SELECT id, status FROM runs'),
  }
}

/** The whole lines of each answers.jsonl, by its path below the outputs folder. */
function answerLines(outputs) {
  const steps = join(outputs, 'steps')
  const names = existsSync(steps) ? readdirSync(steps) : []
  return new Map(
    names.flatMap((name) => {
      const path = join(steps, name, 'answers.jsonl')
      if (!existsSync(path)) return []
      const bytes = readFileSync(path)
      return [[`steps/${name}/answers.jsonl`, bytes.subarray(0, bytes.lastIndexOf(10) + 1)]]
    }),
  )
}
