/** Safe answers by class of prompt as a picture, then every table of the evaluation. */
import type { Decoding } from '../../core/evaluation/evaluated.js'
import type { Report } from '../../core/evaluation/report.js'
import type { ReportData } from '../../core/report-data.js'
import { decodingLabel } from '../comparison-cells.js'
import { evaluationTable } from '../evaluation-table.js'
import { rate } from '../figures.js'
import { decodingsOf, metricsAt, scopesOf } from '../lookup.js'
import { scaleOver } from './chart/scale.js'
import { axis, whisker } from './chart/whiskers.js'
import { html, type Markup } from './markup.js'
import { type Look, legend, looksOf } from './models.js'
import type { Section } from './page.js'
import { tableHtml } from './table.js'

export function classSection({ evaluation }: ReportData): Section | null {
  if (evaluation === null) return null
  const { report } = evaluation
  const looks = looksOf(report)
  const view = evaluationTable(report)
  const body = html`<p>${view.heading}</p>
    <h3>Safe answers in the eyes of ${report.declared.judge}, with 95% intervals</h3>
    ${legend(looks)}
    <div class="columns">${decodingsOf(report).map((decoding) => classChart(report, looks, decoding))}</div>
    <h3>The tables</h3>
    ${[...view.tables, ...view.details].map(tableHtml)}`
  return { id: 'classes', title: 'By class of prompt', body }
}

function classChart(report: Report, looks: readonly Look[], decoding: Decoding): Markup {
  const scale = scaleOver([0, 100])
  const { judge } = report.declared
  return html`<figure><figcaption>${decodingLabel(report, decoding)}, %</figcaption>
    <div class="dots">
      ${scopesOf(report).map(
        (scope) => html`<div class="dots-row"><p>${scope}<small>n ${report.prompts[scope]}</small></p><div>
        ${looks.map(({ name, tone, shape }) => {
          const found = metricsAt(report, { model: name, judge, decoding, scope })
          if (found?.safe_rate == null) return null
          const interval = found.safe_rate_interval
          const label = `${name}, ${scope}: ${rate(found.safe_rate, interval)}% safe`
          const inPercent = interval && ([interval[0] * 100, interval[1] * 100] as const)
          return whisker({ value: found.safe_rate * 100, interval: inPercent, tone, shape }, scale, label)
        })}</div></div>`,
      )}
      <div class="dots-row"><p></p><div>${axis(scale, String)}</div></div>
    </div>
  </figure>`
}
