import type Database from 'better-sqlite3'

export interface MetricRow {
  attempt: number
  globalStep: number
  split: 'train' | 'validation'
  tokensSeen: number
  epoch: number
  /** Non-finite numbers are the texts "NaN", "Infinity" and "-Infinity". */
  values: Record<string, number | 'NaN' | 'Infinity' | '-Infinity'>
}

export interface CheckRow {
  name: string
  passed: boolean
  value: number | string | null
  detail: string
}

export interface TrainingTable {
  addMetric(step: string, metric: MetricRow): void
  /** In the order of training. A later attempt supersedes what an earlier one said from its first step on. */
  metrics(step: string): MetricRow[]
  addCheck(step: string, attempt: number, check: CheckRow): void
  /** The newest word on each proof. */
  checks(step: string): CheckRow[]
}

export function trainingTable(database: Database.Database): TrainingTable {
  return {
    addMetric(step, { attempt, globalStep, split, tokensSeen, epoch, values }) {
      database
        .prepare('INSERT OR REPLACE INTO metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          step,
          attempt,
          globalStep,
          split,
          tokensSeen,
          epoch,
          JSON.stringify(values),
          new Date().toISOString(),
        )
    },
    metrics(step) {
      const rows = database
        .prepare('SELECT * FROM metrics WHERE step = ? ORDER BY attempt, global_step, split')
        .all(step) as StoredMetric[]
      return withoutSuperseded(rows.map(metricFrom))
    },
    addCheck(step, attempt, { name, passed, value, detail }) {
      const stored = value === null ? null : String(value)
      database
        .prepare('INSERT OR REPLACE INTO checks VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(step, attempt, name, passed ? 1 : 0, stored, detail, new Date().toISOString())
    },
    checks(step) {
      const rows = database
        .prepare('SELECT name, passed, value, detail, max(attempt) FROM checks WHERE step = ? GROUP BY name')
        .all(step) as { name: string; passed: number; value: string | null; detail: string }[]
      return rows.map(({ name, passed, value, detail }) => ({ name, passed: passed === 1, value, detail }))
    },
  }
}

interface StoredMetric {
  attempt: number
  global_step: number
  split: 'train' | 'validation'
  tokens_seen: number
  epoch: number
  vals: string
}

const metricFrom = (row: StoredMetric): MetricRow => ({
  attempt: row.attempt,
  globalStep: row.global_step,
  split: row.split,
  tokensSeen: row.tokens_seen,
  epoch: row.epoch,
  values: JSON.parse(row.vals),
})

/** Keeps of each attempt only the rows before the first step that a later attempt spoke of. */
function withoutSuperseded(rows: MetricRow[]): MetricRow[] {
  const firstSteps = new Map<number, number>()
  for (const { attempt, globalStep } of rows)
    firstSteps.set(attempt, Math.min(globalStep, firstSteps.get(attempt) ?? Number.POSITIVE_INFINITY))
  const isSuperseded = ({ attempt, globalStep }: MetricRow) =>
    [...firstSteps].some(([later, first]) => later > attempt && first <= globalStep)
  return rows.filter((row) => !isSuperseded(row)).sort((a, b) => a.globalStep - b.globalStep)
}
