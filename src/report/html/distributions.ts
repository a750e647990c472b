/** How scores and lengths are spread: a mean hides a heap at either end. */
import type { Decoding, Evaluation } from '../../core/evaluation/evaluated.js'
import type { Report } from '../../core/evaluation/report.js'
import type { ReportData } from '../../core/report-data.js'
import { quantile } from '../../core/statistics/describe.js'
import { decodingLabel } from '../comparison-cells.js'
import { decodingsOf, judgesInOrder, metricsAt } from '../lookup.js'
import { binned, groupedBars, ridge, scaleFromZero } from './chart/bars.js'
import { axis } from './chart/whiskers.js'
import { html, type Markup } from './markup.js'
import { type Look, legend, looksOf } from './models.js'
import type { Section } from './page.js'
import { plural } from './texts.js'

export function distributionSection({ evaluation }: ReportData): Section | null {
  if (evaluation === null) return null
  const { report, evaluations } = evaluation
  const looks = looksOf(report)
  const decodings = decodingsOf(report)
  const body = html`<h3>Scores, 1 to 5</h3>
    <p>Answers by score, rounded. What a judge could not read is in no bar.</p>
    ${legend(looks)}
    <div class="columns">${judgesInOrder(report).flatMap(({ name }) =>
      decodings.map((decoding) => scoreFigure(report, looks, name, decoding)),
    )}</div>
    <h3>Lengths in words</h3>
    <p>One row for each model, each as high as its fullest bar; the upright line is the median.</p>
    <div class="columns">${decodings.map((decoding) => lengthFigure(evaluations, looks, decodingLabel(report, decoding), decoding))}</div>`
  return { id: 'distributions', title: 'Scores and lengths', body }
}

function scoreFigure(report: Report, looks: readonly Look[], judge: string, decoding: Decoding): Markup {
  const series = looks.map(({ name, tone }) => {
    const found = metricsAt(report, { model: name, judge, decoding, scope: 'all' })
    return { name, tone, counts: found?.score_histogram ?? [0, 0, 0, 0, 0] }
  })
  const told = series.map(({ name, counts }) => `${name} ${counts.join(', ')}`).join('; ')
  const label = `Answers by score 1 to 5, judge ${judge}, ${decoding}: ${told}`
  return html`<figure><figcaption>judge ${judge}, ${decodingLabel(report, decoding)}</figcaption>
    ${groupedBars({ labels: ['1', '2', '3', '4', '5'], series, label })}</figure>`
}

function lengthFigure(
  evaluations: readonly Evaluation[],
  looks: readonly Look[],
  title: string,
  decoding: Decoding,
): Markup | null {
  const lengths = looks.map(({ name }) => wordsOf(evaluations, name, decoding))
  if (lengths.every((values) => values.length === 0)) return null
  const scale = scaleFromZero(lengths.flat())
  return html`<figure><figcaption>${title}</figcaption><div class="dots">
    ${looks.map(({ name, tone }, index) => {
      const values = lengths[index]!
      if (values.length === 0) return null
      const [median, p90] = [quantile(values, 0.5), quantile(values, 0.9)]
      const label = `${name}: half of the answers have at most ${median.toFixed(0)} words, nine of ten at most ${p90.toFixed(0)}`
      return html`<div class="dots-row"><p>${name}<small>median ${median.toFixed(0)}, P90 ${p90.toFixed(0)}</small></p><div>
        ${ridge({ series: { name, tone, counts: binned(values, scale) }, scale, median, label })}</div></div>`
    })}
    <div class="dots-row"><p></p><div>${axis(scale, String)}</div></div></div>
    ${scale.beyond > 0 && html`<p class="note">${plural(scale.beyond, 'answer')} longer than ${scale.to} words: counted in the last bar.</p>`}</figure>`
}

function wordsOf(evaluations: readonly Evaluation[], model: string, decoding: Decoding): number[] {
  return evaluations
    .filter((row) => row.model === model)
    .flatMap(({ samples }) => samples.filter((sample) => sample.decoding === decoding))
    .map(({ words }) => words)
}
