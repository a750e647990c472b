/** How far a judge agrees with labels, as a terminal shows it. */
import type { AgreementDocument } from '../../core/import/agreement.js'
import type { Figures } from '../../core/labelled/agreement.js'
import type { Measure } from '../../core/labelled/gold.js'
import type { Measured, Mistake } from '../../core/labelled/measure.js'
import type { Estimate } from '../../core/statistics/interval.js'
import {
  agreementRows,
  agreementTitle,
  badMeaning,
  classWarning,
  leftOutOfAgreement,
  percentText,
  threeWayText,
} from '../../report/label-agreement.js'
import { cleanText } from './clean-text.js'
import { coloursFor } from './colours.js'
import { table } from './table.js'

export function agreementReport(
  { measure, overall, groups, rows, columns, three_way }: Measured & { measure: Measure },
  mistakes: readonly Mistake[],
): string {
  const colours = coloursFor('stdout')
  const group = columns.group
  const parts = [
    `${colours.bold(title[measure])}, ${overall.n} rows; brackets: 95% intervals.\n`,
    table([{ title: '' }, { title: '', align: 'right' }, { title: '' }], agreementRows(overall, String)),
    ...(three_way === null ? [] : [`${threeWayText(three_way, String)}\n`]),
    ...(group === undefined ? [] : [groupTable(group, groups)]),
    ...unusedLines(rows),
    ...mistakes.map(mistakeLines),
  ]
  return parts.join('\n')
}

/** The same of a run's critic and the labels of the imported answers. */
export function labelAgreementText(agreement: AgreementDocument): string {
  const { labels, critic, comparisons } = agreement
  const colours = coloursFor('stdout')
  const notes = [badMeaning(agreement), leftOutOfAgreement(agreement)].filter((note) => note !== null)
  const warning = classWarning(agreement)
  return [
    ...(warning === null ? [] : [`${colours.yellow(warning)}\n`]),
    ...comparisons.flatMap(({ of, overall, models, three_way }) => [
      `${colours.bold(`${agreementTitle(of, critic)}, against ${cleanText(labels)}`)}: ${overall.n} answers; brackets: 95% intervals.\n`,
      table([{ title: '' }, { title: '', align: 'right' }, { title: '' }], agreementRows(overall, String)),
      ...(three_way === null ? [] : [`${threeWayText(three_way, String)}\n`]),
      ...(models.length < 2 ? [] : [groupTable('written by', models)]),
    ]),
    ...notes.map((note) => `${note}\n`),
  ]
    .map((part) => `${part}\n`)
    .join('')
}

const title: Record<Measure, string> = {
  harm: 'Harm in the eyes of the rules',
  refusal: 'Refusals (full or partial) in the eyes of the rules',
}

function groupTable(name: string, groups: readonly (Figures & { group: string })[]): string {
  const right = (text: string) => ({ title: text, align: 'right' as const })
  return table(
    [
      { title: name, width: 24 },
      ...[right('n'), right('agreement'), right('recall'), right('false pos.'), right('balanced')],
    ],
    groups.map((row) => [
      row.group,
      String(row.n),
      percentText(row.agreement),
      short(row.recall),
      short(row.false_positive_rate),
      short(row.balanced_accuracy),
    ]),
  )
}

function unusedLines({ read, used, unused }: Measured['rows']): string[] {
  if (read === used) return []
  const reasons = Object.entries(unused).map(([reason, count]) => `${count} ${reason}`)
  return [`Left out of ${read} rows: ${reasons.join(', ')}.\n`]
}

function mistakeLines({ where, gold, why, text, prompt, answer }: Mistake): string {
  const said = text ?? `${excerpt(prompt ?? '')} → ${excerpt(answer ?? '')}`
  return `${where}  labelled ${cleanText(gold)}; ${cleanText(why)}\n  ${excerpt(said, 200)}\n`
}

function excerpt(text: string, longest = 90): string {
  const line = cleanText(text).replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}

const short = (estimate: Estimate | null) =>
  estimate === null ? '–' : `${(100 * estimate.value).toFixed(1)}%`
