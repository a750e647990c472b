import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Ledger } from '../io/ledger/ledger.js'

/** For an outputs folder whose ledger was moved away or never came along, so that nobody wonders why all runs again. */
export function lostLedgerNotes(outputs: string, ledger: Ledger): string[] {
  const steps = join(outputs, 'steps')
  if (ledger.runs.list().length > 0 || !existsSync(steps)) return []
  const finished = readdirSync(steps).filter((name) => existsSync(join(steps, name, 'step.json'))).length
  if (finished === 0) return []
  return [
    `${steps} holds ${finished} finished steps, and the ledger knows none of them: it is new or empty. A run makes them again; ` +
      'the answers in their folders are used and not asked for again.',
  ]
}
