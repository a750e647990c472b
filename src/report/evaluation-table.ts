/** An evaluation as tables for a person at a terminal of 80 to 100 columns, and what may be concluded from it. */
import type { Report } from '../core/evaluation/report.js'
import { behaviourTable } from './behaviour-table.js'
import { conclusion } from './conclusion.js'
import { trainedInTurn } from './lookup.js'
import { safeTable } from './safe-table.js'
import { stepsTable } from './steps-table.js'
import { layout, type Table, wrapped } from './table.js'

export interface EvaluationView {
  heading: string
  tables: Table[]
  /** plain sentences; the first says the main result */
  conclusion: string[]
}

/** The declaring judge first, then the others, then what no safe rate shows, then what each step added. */
export function evaluationTable(report: Report): EvaluationView {
  const declares = ({ name }: { name: string }) => Number(name === report.declared.judge)
  const judges = [...report.judges].sort((a, b) => declares(b) - declares(a))
  return {
    heading: heading(report),
    tables: [
      ...judges.map((judge) => safeTable(report, judge)),
      behaviourTable(report),
      ...(trainedInTurn(report) ? [stepsTable(report)] : []),
    ],
    conclusion: conclusion(report),
  }
}

/** The whole view without colour, no line of prose longer than `width`. */
export function evaluationText(view: EvaluationView, width = 80): string {
  const tables = view.tables.flatMap((table) => [
    '',
    table.title,
    ...layout(table).map((line) =>
      line
        .map(({ text }) => text)
        .join('  ')
        .trimEnd(),
    ),
    ...table.notes.flatMap((note) => wrapped(note, width)),
  ])
  const sentences = view.conclusion.flatMap((sentence) => wrapped(sentence, width))
  return [...wrapped(view.heading, width), ...tables, '', ...sentences, ''].join('\n')
}

function heading({ prompts: { all, ...classes } }: Report): string {
  const parts = Object.entries(classes)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${n} ${name}`)
  return `Evaluation on ${all} prompts: ${parts.join(', ')}. Brackets: 95% intervals. A verdict needs one without 0, and p < 0.05.`
}
