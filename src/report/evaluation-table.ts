/** An evaluation for a person at a terminal of 80 columns: the result first, what it rests on, what else follows. */
import type { Report } from '../core/evaluation/report.js'
import { behaviourTable } from './behaviour-table.js'
import { conclusion } from './conclusion.js'
import { judgeAgreementText } from './judge-agreement-text.js'
import { trainedInTurn } from './lookup.js'
import { safeTable } from './safe-table.js'
import { stepsTable } from './steps-table.js'
import { type Table, type Tone, tableLines, wrapped } from './table.js'

export interface EvaluationView {
  /** the main result in a sentence */
  headline: string
  heading: string
  tables: Table[]
  /** what only a closer look needs: judges that declare nothing, what each step added */
  details: Table[]
  /** plain sentences */
  conclusion: string[]
  /** how the judges agree, for a closer look too */
  agreement: string[]
}

/** The declaring judge and what no safe rate shows; the others, and what each step added, are details. */
export function evaluationTable(report: Report): EvaluationView {
  const declares = ({ name }: { name: string }) => name === report.declared.judge
  const [headline = '', ...rest] = conclusion(report)
  return {
    headline,
    heading: heading(report),
    tables: [
      ...report.judges.filter(declares).map((judge) => safeTable(report, judge)),
      behaviourTable(report),
    ],
    details: [
      ...report.judges.filter((judge) => !declares(judge)).map((judge) => safeTable(report, judge)),
      ...(trainedInTurn(report) ? [stepsTable(report)] : []),
    ],
    conclusion: rest,
    agreement: judgeAgreementText(report),
  }
}

/**
 * The view without its details; no line of prose is longer than `width`.
 * @param paint how a terminal colours a text
 */
export function evaluationText(
  { headline, heading, tables, conclusion }: EvaluationView,
  width: number,
  paint: (text: string, tone: Tone) => string = (text) => text,
): string {
  const prose = (text: string, tone: Tone) => wrapped(text, width).map((line) => paint(line, tone))
  const shown = tables.flatMap((table) => [
    '',
    paint(table.title, 'strong'),
    ...tableLines(table, width, paint),
    ...table.notes.flatMap((note) => prose(note, 'dim')),
  ])
  const sentences = conclusion.flatMap((sentence) => prose(sentence, 'plain'))
  return `${[...prose(headline, 'strong'), ...prose(heading, 'dim'), ...shown, '', ...sentences].join('\n')}\n`
}

function heading({ prompts: { all, ...classes } }: Report): string {
  const parts = Object.entries(classes)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${n} ${name}`)
  return `${all} prompts: ${parts.join(', ')}. Brackets: 95% intervals. A verdict needs one without 0, and p < 0.05.`
}
