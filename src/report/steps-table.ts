/** What each training step added to the one before it, also if it is nothing. */
import type { Report } from '../core/evaluation/report.js'
import { comparisonCells, decodingLabel } from './comparison-cells.js'
import { comparisonAt, decodingsOf, scopesOf } from './lookup.js'
import { type Cell, cell, type Table } from './table.js'

export function stepsTable(report: Report): Table {
  const { judge } = report.declared
  const decodings = decodingsOf(report)
  return {
    title: `WHAT EACH STEP ADDED, points of safe answers: judge ${judge}`,
    columns: [
      { text: '', align: 'left' },
      ...decodings.flatMap((decoding) => [
        { text: decodingLabel(report, decoding), align: 'right' as const },
        { text: '', align: 'left' as const },
      ]),
    ],
    rows: report.models.slice(1).flatMap((to, index) => stepRows(report, report.models[index]!, to)),
    notes: [],
  }
}

function stepRows(report: Report, from: string, to: string): Cell[][] {
  const { judge } = report.declared
  return [
    [cell(`${from} → ${to}`, 'dim')],
    ...scopesOf(report).map((scope) => [
      cell(`  ${scope}`),
      ...decodingsOf(report).flatMap((decoding) =>
        comparisonCells(comparisonAt(report, { measure: 'safe_rate', judge, decoding, scope, from, to })),
      ),
    ]),
  ]
}
