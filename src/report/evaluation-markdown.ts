/** An evaluation as Markdown, with the details: every table, then every comparison over all prompts with its p. */
import type { Difference } from '../core/evaluation/difference.js'
import type { Report } from '../core/evaluation/report.js'
import { differenceText } from './comparison-cells.js'
import { evaluationTable } from './evaluation-table.js'
import { about, points, probability } from './figures.js'
import { type Cell, cell, type Table } from './table.js'

export function evaluationMarkdown(report: Report): string {
  const view = evaluationTable(report)
  return [
    '# Evaluation',
    `**${escaped(view.headline)}**`,
    ...[...view.conclusion, ...view.agreement].map(escaped),
    escaped(view.heading),
    ...[...view.tables, ...view.details].map(tableMarkdown),
    tableMarkdown(comparisonsTable(report)),
    'The same by class: `report.json`, under `comparisons`.',
  ]
    .join('\n\n')
    .concat('\n')
}

function tableMarkdown({ title, columns, rows, notes }: Table): string {
  const line = (cells: readonly string[]) =>
    `| ${columns.map((_, index) => cells[index] ?? '').join(' | ')} |`
  const textOf = ({ text }: Cell) => escaped(text.trim())
  return [
    `## ${escaped(title)}`,
    '',
    line(columns.map(({ text }) => escaped(text))),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map((cells) =>
      cells.length === 1 ? line(cells.map((only) => `**${textOf(only)}**`)) : line(cells.map(textOf)),
    ),
    ...notes.flatMap((note) => ['', escaped(note)]),
  ].join('\n')
}

function comparisonsTable({ comparisons }: Report): Table {
  const left = (text: string) => ({ text, align: 'left' as const })
  const right = (text: string) => ({ text, align: 'right' as const })
  return {
    title: 'Every comparison over all prompts',
    columns: [
      ...['models', 'measure', 'judge', 'decoding'].map(left),
      ...['n', 'unparsed', 'difference', 'p'].map(right),
      left('test'),
      ...['win/tie/loss', 'could have shown', 'would need'].map(right),
      left('verdict'),
    ],
    rows: comparisons
      .filter(({ scope, measure }) => scope === 'all' || measure === 'helpful_rate')
      .map(comparisonRow),
    notes: [
      'Differences: mean over prompts with a 95 % paired bootstrap interval (percentile, 10,000 resamples); rates in points. p has no correction for the number of comparisons. Could have shown: the smallest difference that these prompts would have shown four times in five; would need: prompts for a difference of the size seen.',
    ],
  }
}

function comparisonRow(row: Difference): Cell[] {
  const { smallest_difference: smallest, measure } = row
  const isRate = measure !== 'mean_score' && measure !== 'words'
  const seen = smallest === null ? '–' : isRate ? points(smallest) : smallest.toFixed(2)
  return [
    `${row.from} → ${row.to}`,
    measure,
    row.judge ?? '',
    row.decoding,
    String(row.n),
    String(row.unparsed),
    differenceText(row),
    row.p === null ? '–' : probability(row.p),
    row.test,
    `${row.win}/${row.tie}/${row.loss}`,
    seen,
    row.prompts_needed === null ? '' : about(row.prompts_needed),
    row.verdict,
  ].map((text) => cell(text))
}

/**
 * Names of models and judges come from a config: nothing in them may be read as Markdown. Escaped is only what would
 * be: a `_` within a word, `[41, 49]` without a link behind it, and `< 0.05` are read as they stand.
 */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(
      /[\\`*|]|<(?=[a-z/!?])|\](?=[[(:])|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu,
      (mark) => `\\${mark}`,
    )
    .replace(/^(?:[#>~]|[-+](?= )|\d+(?=[.)] ))/, (mark) => (/\d/.test(mark) ? mark : `\\${mark}`))
}
