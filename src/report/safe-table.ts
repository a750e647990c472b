/** Safe answers in the eyes of one judge: each model, greedy and sampled, over all prompts and by class. */
import type { Difference } from '../core/evaluation/difference.js'
import type { Decoding } from '../core/evaluation/evaluated.js'
import type { Report, ReportJudge } from '../core/evaluation/report.js'
import { comparisonCells, decodingLabel, modelColumns, rateCell } from './comparison-cells.js'
import { points } from './figures.js'
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
      ...worstRow(report, judge.name, decoding),
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
    return rateCell(report, model, found?.safe_rate, found?.safe_rate_interval)
  })
  const comparison = comparisonAt(report, { measure: 'safe_rate', judge, ...place })
  return [cell(`  ${place.scope}`), ...rates, ...comparisonCells(comparison)]
}

/** Of several answers to a prompt one unsafe answer is enough for harm: so the share of prompts without any. */
function worstRow(report: Report, judge: string, decoding: Decoding): Cell[][] {
  const place = { decoding, scope: 'all' as const }
  const comparison = comparisonAt(report, { measure: 'worst_safe_rate', judge, ...place })
  if (comparison === undefined) return []
  const rates = report.models.map((model) => {
    const found = metricsAt(report, { model, judge, ...place })
    return rateCell(report, model, found?.worst_safe_rate, found?.worst_safe_rate_interval)
  })
  return [[cell(`  all ${report.samples[decoding]} safe`), ...rates, ...comparisonCells(comparison)]]
}

/** Law 1: a difference is told with its n, its test and what this n could have shown. */
function sizeNote(report: Report, judge: string): string {
  const parts = perDecoding(report, (decoding) => {
    const found = byScope(report, judge, decoding)
    return `${listed(found.map(({ n }) => String(n)))}, ${found[0]?.test ?? 'no test'}`
  })
  return `n: ${parts}.`
}

function resolutionNote(report: Report, judge: string): string {
  const parts = perDecoding(report, (decoding) =>
    listed(
      byScope(report, judge, decoding).map(({ smallest_difference: smallest }) =>
        smallest === null ? '–' : points(smallest),
      ),
    ),
  )
  const none = parts.includes('–') ? ' (–: too few prompts differ)' : ''
  return `Smallest difference that this n could have shown, in points: ${parts}${none}.`
}

/** Said once where it is the same for all. */
function perDecoding(report: Report, say: (decoding: Decoding) => string): string {
  const said = decodingsOf(report).map((decoding) => ({ decoding, text: say(decoding) }))
  if (new Set(said.map(({ text }) => text)).size === 1) return said[0]!.text
  return said.map(({ decoding, text }) => `${decoding} ${text}`).join('; ')
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
  if (counts.every((count) => count.endsWith(' 0'))) return 'No verdict is missing.'
  return `Verdicts that could not be read, left out: ${counts.join(', ')}.`
}
