/** Pictures of a run for a terminal: the losses of its trainings, and how scores and lengths are spread. */
import { evaluationSchema } from '../core/evaluation/evaluated.js'
import { comparisonOf } from '../engine/run-report.js'
import type { RunStep, RunView } from '../engine/run-view.js'
import { lengthHistograms, scoreHistograms } from '../report/distributions.js'
import { histogramTable } from '../report/histogram.js'
import type { Page } from './terminal/content-event.js'
import { type ChartPoint, curveChart } from './terminal/curve-chart.js'
import { reportTable } from './terminal/report-table.js'

export async function plotsText(view: RunView, page: Page): Promise<string> {
  const curves = [...view.steps, ...view.unfinished]
    .filter(({ row }) => row.stage === 'train')
    .map((step) => lossPicture(step, view, page))
    .filter((picture) => picture !== '')
  const spread = await distributionsText(view, page)
  return [...curves, ...spread].join('\n')
}

/** Nothing where there is no evaluation. */
export async function distributionsText(view: RunView, page: Page): Promise<string[]> {
  const compared = comparisonOf(view)
  if (compared === null) return []
  const { step, report } = compared
  const rows = []
  for await (const row of step.read('evaluations.jsonl', evaluationSchema)) rows.push(row)
  const width = Math.max(
    narrowest,
    Math.min(widest, Math.floor((page.width - 10) / report.models.length) - 8),
  )
  const histograms = [...scoreHistograms(report), ...lengthHistograms(report, rows)]
  return histograms.map((histogram) => reportTable(histogramTable(histogram, width), page))
}

const narrowest = 6
const widest = 24

function lossPicture(step: RunStep, view: RunView, { colours, width }: Page): string {
  const [training, evaluations] = (['train', 'validation'] as const).map((split) =>
    view.metrics(step).flatMap((metric): ChartPoint[] => {
      const loss = metric.split === split ? metric.values.loss : undefined
      return loss === undefined ? [] : [{ step: metric.globalStep, loss: Number(loss) }]
    }),
  )
  if (!training || !evaluations || training.length + evaluations.length === 0) return ''
  const best = Number(step.row.facts.bestStep)
  const chart = curveChart({
    evaluations,
    training,
    marks: Number.isFinite(best) ? [{ step: best, letter: 'K' }] : [],
    width: Math.min(80, width - 16),
    height: 10,
    paint: { line: colours.cyan, training: colours.dim, mark: colours.yellow, axis: colours.dim },
  })
  const legend = [
    `${colours.cyan('⠤⠤')} validation`,
    `${colours.dim('··')} training`,
    `${colours.yellow('K')} kept`,
  ]
  return `${colours.bold(`LOSS of ${step.id}`)}   ${legend.join('   ')}\n${chart}`
}
