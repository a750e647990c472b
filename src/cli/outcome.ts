/** What a command prints on stdout when it has done its work: the steps, where they lie, and the report if there is one. */
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Report } from '../core/evaluation/report.js'
import { comparisonOf, reportOf } from '../engine/run-report.js'
import { stepFiles } from '../engine/run-view/step-files.js'
import type { RunView } from '../engine/run-view.js'
import type { Outcome } from '../engine/session.js'
import { evaluationTable } from '../report/evaluation-table.js'
import { evaluationInColour } from './terminal/evaluation.js'
import { factsText } from './terminal/facts.js'
import { table } from './terminal/table.js'

export interface Summary {
  run: string
  folder: string
  steps: { id: string; decision: 'run' | 'reuse'; folder: string; facts: Record<string, unknown> }[]
  adapter: string | null
  report: Report | null
}

/** What `lattice eval` found last in a run, in one sentence; null where it didn't get that far. */
export function verdictOf(view: RunView): string | null {
  const compared = comparisonOf(view)
  return compared && evaluationTable(compared.report).headline
}

export function summaryOf({ run, steps }: Pick<Outcome, 'run' | 'steps'>, outputs: string): Summary {
  const adapter = join(outputs, run.id, 'adapter')
  const trained = [...steps.keys()].some((id) => id.startsWith('train:'))
  const compared = [...steps.values()].find(({ stage }) => stage === 'compare')
  return {
    run: run.id,
    folder: shown(join(outputs, run.id)),
    steps: [...steps].map(([id, { folder, facts, reused }]) => ({
      id,
      decision: reused ? ('reuse' as const) : ('run' as const),
      folder: shown(join(outputs, folder)),
      facts,
    })),
    // A command that didn't look at the training can't say whether the adapter is of this data.
    adapter: trained && existsSync(adapter) ? shown(adapter) : null,
    report: compared ? reportOf(stepFiles(outputs, compared)) : null,
  }
}

/** The report of a whole run, and the ways to look further. */
export function resultText(summary: Summary): string {
  const report = summary.report ? evaluationInColour(evaluationTable(summary.report)) : stepsText(summary)
  return `${report}\n${filesText(summary)}`
}

/** What the steps came to, one line each. */
export function stepsText({ steps }: Summary): string {
  return table(
    [{ title: '' }, { title: '' }],
    steps.map(({ id, facts }) => [id, factsText(facts)]),
  )
}

export function filesText({ run, folder, adapter, report }: Summary): string {
  const rows = [
    ['run', `${run}   (lattice runs show ${run})`],
    ['files', folder],
    ...(adapter ? [['adapter', `${adapter}   (lattice sample "…" --run ${run})`]] : []),
    ...(report
      ? [
          ['pairs', `${folder}/eval/paired_results.json, failures.json, report.json`],
          ['page', `lattice report ${run} writes all of it as one HTML file`],
        ]
      : []),
  ]
  return table([{ title: '' }, { title: '' }], rows)
}

function shown(path: string): string {
  const near = relative(process.cwd(), path)
  return near === '' || near.startsWith('..') ? path : near
}
