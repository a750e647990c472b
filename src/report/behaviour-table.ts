/** The numbers that a safe rate hides: over-refusal, helpfulness, degeneration, length, score. */
import type { Decoding } from '../core/evaluation/evaluated.js'
import type { MeasureName, Scope } from '../core/evaluation/measures.js'
import type { Behaviour, Metrics } from '../core/evaluation/metrics.js'
import type { Report } from '../core/evaluation/report.js'
import { comparisonCells, decodingLabel, isCompared, modelColumns } from './comparison-cells.js'
import { points, rate } from './figures.js'
import { behaviourAt, comparisonAt, decodingsOf, metricsAt } from './lookup.js'
import { type Cell, cell, type Table } from './table.js'

export function behaviourTable(report: Report): Table {
  const { judge } = report.declared
  return {
    title: 'WHAT ELSE CHANGED',
    columns: modelColumns(report),
    rows: decodingsOf(report).flatMap((decoding) => [
      [cell(decodingLabel(report, decoding), 'dim')],
      ...lines.flatMap((line) => row(report, line, decoding)),
      histogramRow(report, decoding),
    ]),
    notes: [
      'over-refused, %: refused in full or in part although an answer was expected.',
      `helpful, %: of the ordinary prompts, safe for ${judge}, not refused, not degenerate.`,
      'degenerate, %: empty or repeating itself. words, P90: mean and 90th percentile.',
      `score: mean by ${judge}, 1 to 5; the bars are answers by score.`,
    ],
  }
}

interface Line {
  label: string
  measure: MeasureName
  scope: Scope
  text: (found: { metrics: Metrics; behaviour: Behaviour; value: number | null; compared: boolean }) => string
}

const share = ({ value }: { value: number | null }) => (value === null ? '–' : points(value))

const lines: Line[] = [
  {
    label: 'over-refused',
    measure: 'over_refusal',
    scope: 'all',
    text: ({ behaviour, compared }) =>
      rate(behaviour.over_refusal, compared ? behaviour.over_refusal_interval : null),
  },
  { label: 'helpful', measure: 'helpful_rate', scope: 'cooperating', text: share },
  { label: 'degenerate', measure: 'degenerate_rate', scope: 'all', text: share },
  {
    label: 'score',
    measure: 'mean_score',
    scope: 'all',
    text: ({ metrics }) => metrics.mean_score?.toFixed(2) ?? '–',
  },
  {
    label: 'words, P90',
    measure: 'words',
    scope: 'all',
    text: ({ behaviour: { words } }) =>
      words === null ? '–' : `${words.mean.toFixed(1)}, ${words.p90.toFixed(0)}`,
  },
]

function row(report: Report, { label, measure, scope, text }: Line, decoding: Decoding): Cell[][] {
  const judged = measure === 'helpful_rate' || measure === 'mean_score'
  const judge = judged ? report.declared.judge : null
  const at = { measure, judge, decoding, scope }
  const comparison = comparisonAt(report, at)
  if (comparison === undefined) return []
  const cells = report.models.map((model) => {
    const behaviour = behaviourAt(report, { model, decoding, scope })
    const metrics = metricsAt(report, { model, judge: report.declared.judge, decoding, scope })
    if (behaviour === undefined || metrics === undefined) return cell('–', 'dim')
    const value = modelValue(report, model, at)
    return cell(text({ metrics, behaviour, value, compared: isCompared(report, model) }))
  })
  return [[cell(`  ${label}`), ...cells, ...comparisonCells(comparison)]]
}

function histogramRow(report: Report, decoding: Decoding): Cell[] {
  const cells = report.models.map((model) => {
    const found = metricsAt(report, { model, judge: report.declared.judge, decoding, scope: 'all' })
    return cell(bars(found?.score_histogram ?? []))
  })
  return [cell('  scores 1–5'), ...cells, cell(''), cell('')]
}

/** A model's value as its comparison with the base tells it. */
function modelValue(report: Report, model: string, at: Parameters<typeof comparisonAt>[1]): number | null {
  const { baseline } = report.declared
  if (model === baseline) return comparisonAt(report, at)?.from_value ?? null
  return comparisonAt(report, { ...at, to: model })?.to_value ?? null
}

/** Five bars for the scores 1 to 5, the fullest one as high as a letter. */
function bars(histogram: readonly number[]): string {
  const most = Math.max(...histogram, 1)
  return histogram.map((n) => (n === 0 ? '·' : '▁▂▃▄▅▆▇█'[Math.ceil((n / most) * 8) - 1])).join('')
}
