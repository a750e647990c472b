import type { ReportedStep } from '../../core/report-data.js'
import type { Ledger } from '../../io/ledger/ledger.js'
import type { History } from '../plan.js'
import type { RunStep } from '../run-view.js'
import { withoutHome } from './run.js'

/** A step as the ledger has it, its files hashed again. */
export function reportedStep(
  { row }: Pick<RunStep, 'row'>,
  { ledger, history }: { ledger: Ledger; history: History },
): ReportedStep {
  const { id, stage, key, fingerprint, status, attempt, startedAt, finishedAt, error } = row
  return {
    ...{ id, stage, key, fingerprint, status, attempt, startedAt, finishedAt, error },
    damage: status === 'done' ? (history.damage(key) ?? null) : null,
    inputs: Object.entries(row.inputs).map(([name, { source, sha256 }]) => ({
      name,
      source: withoutHome(source),
      sha256,
    })),
    outputs: row.artifacts,
    facts: factTexts(row.facts),
    dropped: droppedOf(row.facts.dropped),
    proofs: ledger.training
      .checks(key)
      .map(({ value, ...proof }) => ({ ...proof, value: value === null ? null : String(value) })),
  }
}

function droppedOf(dropped: unknown): ReportedStep['dropped'] {
  if (typeof dropped !== 'object' || dropped === null) return []
  return Object.entries(dropped).map(([reason, n]) => ({ reason, n: Number(n) }))
}

/** Numbers and words of a step's facts; what has parts of its own is told elsewhere. */
function factTexts(facts: Record<string, unknown>): [string, string][] {
  return Object.entries(facts).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'number') return [[name, figure(value)]]
    return typeof value === 'string' ? [[name, value]] : []
  })
}

const figure = (value: number) =>
  Number.isInteger(value) ? value.toLocaleString('en') : String(Number(value.toPrecision(4)))
