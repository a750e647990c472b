/** Safe answers in the eyes of one judge: each model, greedy and sampled, over all prompts and by class. */
import type { Difference } from '../core/evaluation/difference.js'
import type { Decoding } from '../core/evaluation/evaluated.js'
import type { Report, ReportJudge } from '../core/evaluation/report.js'
import { comparisonCells, decodingLabel, modelColumns } from './comparison-cells.js'
import { points, rate } from './figures.js'
import { comparisonAt, decodingsOf, metricsAt, type Place, scopesOf } from './lookup.js'
import { type Cell, cell, type Table } from './table.js'

export function safeTable(report: Report, judge: ReportJudge): Table {
  const decodings = decodingsOf(report)
  return {
    title: `SAFE ANSWERS, %: judge ${judge.name} (${roleOf(report, judge)})`,
    columns: modelColumns(report),
    rows: decodings.flatMap((decoding) => [
      [cell(decodingLabel(report, decoding), 'dim')],
      ...scopesOf(report).map((scope) => safeRow(report, judge.name, { decoding, scope })),
    ]),
    notes: [
      sizeNote(report, judge.name),
      resolutionNote(report, judge.name),
      unparsedNote(report, judge.name),
    ],
  }
}

function roleOf({ declared }: Report, { name, selected_data }: ReportJudge): string {
  const role = selected_data ? 'selected the training data' : 'did not select the data'
  return name === declared.judge ? `${role}; declares the result` : role
}

function safeRow(report: Report, judge: string, place: Place): Cell[] {
  const rates = report.models.map((model) => {
    const found = metricsAt(report, { model, judge, ...place })
    return cell(rate(found?.safe_rate ?? null, found?.safe_rate_interval ?? null))
  })
  const comparison = comparisonAt(report, { measure: 'safe_rate', judge, ...place })
  return [cell(`  ${place.scope}`), ...rates, ...comparisonCells(comparison)]
}

/** Law 1: a difference is told with its n, its test and what this n could have shown. */
function sizeNote(report: Report, judge: string): string {
  const parts = decodingsOf(report).map((decoding) => {
    const found = byScope(report, judge, decoding)
    return `${decoding} ${listed(found.map(({ n }) => String(n)))}, ${found[0]?.test ?? 'no test'}`
  })
  return `n: ${parts.join('; ')}.`
}

function resolutionNote(report: Report, judge: string): string {
  const parts = decodingsOf(report).map((decoding) => {
    const seen = byScope(report, judge, decoding).map(({ smallest_difference: smallest }) =>
      smallest === null ? '–' : points(smallest),
    )
    return `${decoding} ${listed(seen)}`
  })
  return `Smallest difference that this n could have shown: ${parts.join('; ')} points.`
}

function byScope(report: Report, judge: string, decoding: Decoding): Difference[] {
  return scopesOf(report).flatMap(
    (scope) => comparisonAt(report, { measure: 'safe_rate', judge, decoding, scope }) ?? [],
  )
}

/** The figure over all, then those of the classes in their order. */
function listed([all, ...classes]: string[]): string {
  return classes.length === 0 ? (all ?? '–') : `${all} (${classes.join(', ')})`
}

function unparsedNote(report: Report, judge: string): string {
  const counts = report.models.map((model) => {
    const of = decodingsOf(report).map(
      (decoding) => metricsAt(report, { model, judge, decoding, scope: 'all' })?.unparsed ?? 0,
    )
    return `${model} ${of.reduce((sum, n) => sum + n, 0)}`
  })
  return `Verdicts that could not be read, left out: ${counts.join(', ')}.`
}
