import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RunRow } from '../io/ledger/runs.js'
import { viewRun } from './run-view.js'

/** The adapter of the last training of a run that is done, or null: while the run goes on, its links are not made yet. */
export function adapterOfRun(
  outputs: string,
  run: Pick<RunRow, 'id' | 'status'>,
): { training: string; folder: string } | null {
  const done = viewRun(outputs, run).steps.flatMap(({ id, row }) => {
    const folder = join(outputs, row.folder, 'adapter')
    const finished = row.stage === 'train' && row.status === 'done' && existsSync(folder)
    return finished ? [{ training: id.replace(/^train:/, ''), folder }] : []
  })
  return done.at(-1) ?? null
}
