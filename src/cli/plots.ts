/** Pictures of a run for a terminal: the losses of its trainings, and how scores and lengths are spread. */
import { evaluationSchema } from '../core/evaluation/evaluated.js'
import type { AnswerSet } from '../core/evaluation/selection.js'
import { lossOf } from '../engine/report-data/training.js'
import { comparisonOf } from '../engine/run-report.js'
import type { RunStep, RunView } from '../engine/run-view.js'
import { lengthHistograms, scoreHistograms } from '../report/distributions.js'
import { type Histogram, histogramTable } from '../report/histogram.js'
import { lengthsHistogram, scoresHistogram } from '../report/selection-table.js'
import type { Page } from './terminal/content-event.js'
import { type ChartPoint, curveChart } from './terminal/curve-chart.js'
import { reportTable } from './terminal/report-table.js'

export async function plotsText(view: RunView, page: Page): Promise<string> {
  const spread = await distributionsText(view, page)
  return [...lossPictures(view, page), ...spread].join('\n')
}

/** @param id of one training; default: all */
export function lossPictures(view: RunView, page: Page, id?: string): string[] {
  return [...view.steps, ...view.unfinished]
    .filter(({ row }) => row.stage === 'train' && (id === undefined || row.id === id))
    .map((step) => lossPicture(step, view, page))
    .filter((picture) => picture !== '')
}

/** How the scores and the lengths of answers that were judged or selected are spread. */
export function answerPictures(sets: readonly AnswerSet[], page: Page): string[] {
  return histogramPictures([scoresHistogram(sets), lengthsHistogram(sets)], sets.length, page)
}

/** Nothing where there is no evaluation. */
export async function distributionsText(view: RunView, page: Page): Promise<string[]> {
  const compared = comparisonOf(view)
  if (compared === null) return []
  const { step, report } = compared
  const rows = []
  for await (const row of step.read('evaluations.jsonl', evaluationSchema)) rows.push(row)
  const histograms = [...scoreHistograms(report), ...lengthHistograms(report, rows)]
  return histogramPictures(histograms, report.models.length, page)
}

function histogramPictures(histograms: readonly Histogram[], series: number, page: Page): string[] {
  const width = Math.max(narrowest, Math.min(widest, Math.floor((page.width - 10) / series) - 8))
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
  const made = lossOf(step)
  const title = `${colours.bold(`LOSS of ${step.id}`)}${made === null ? '' : `, ${made}`}`
  return `${title}   ${legend.join('   ')}\n${chart}`
}
