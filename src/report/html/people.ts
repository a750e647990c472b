/** How far the critic agrees with what people said of the same answers. */
import type { AgreementDocument } from '../../core/import/agreement.js'
import type { ReportData } from '../../core/report-data.js'
import {
  agreementRows,
  agreementTitle,
  badMeaning,
  classWarning,
  leftOutOfAgreement,
  percentText,
  threeWayText,
} from '../label-agreement.js'
import { scaleOver } from './chart/scale.js'
import { axis, whisker } from './chart/whiskers.js'
import { html, type Markup } from './markup.js'
import type { Section } from './page.js'
import { framedTable } from './table.js'
import { count } from './texts.js'

type Comparison = AgreementDocument['comparisons'][number]

export function peopleSection({ agreement }: ReportData): Section | null {
  if (agreement === null || agreement.comparisons.length === 0) return null
  const left = leftOutOfAgreement(agreement)
  const warning = classWarning(agreement)
  const body = html`${warning !== null && html`<p class="note">${warning}</p>`}<p>Compared with <code>${agreement.labels}</code>. Brackets are 95% intervals; kappa is 0 where they agree as
    often as by chance, and 1 where they always do. ${badMeaning(agreement)}</p>
    ${agreement.comparisons.map((comparison) => comparisonHtml(comparison, agreement.critic))}
    ${left !== null && html`<p class="note">${left}</p>`}`
  return { id: 'people', title: 'Against what people said', body }
}

function comparisonHtml({ of, overall, models, three_way }: Comparison, critic: string): Markup {
  return html`<h3>${agreementTitle(of, critic)}</h3>
    <div class="columns"><div>${framedTable(
      `Over all, ${count(overall.n)} answers`,
      html`<tbody>${agreementRows(overall, count).map(([what, value, detail]) => html`<tr><th scope="row">${what}</th><td class="num">${value}</td><td>${detail}</td></tr>`)}</tbody>`,
    )}</div>${models.length > 1 && modelsChart(models)}</div>
    ${three_way !== null && html`<p>${threeWayText(three_way, count)}</p>`}`
}

function modelsChart(models: Comparison['models']): Markup {
  const ends = models.flatMap(({ agreement }) => agreement?.interval ?? [])
  const scale = scaleOver([100, ...ends.map((end) => 100 * end)])
  return html`<figure><figcaption>Agreement by who wrote the answer, %</figcaption><div class="dots">
    ${models.map(({ group, n, agreement, kappa }) => {
      if (agreement === null) return null
      const interval =
        agreement.interval && ([100 * agreement.interval[0], 100 * agreement.interval[1]] as const)
      const label = `${group}: ${percentText(agreement)}`
      return html`<div class="dots-row"><p>${group}<small>n ${count(n)}${kappa && `, kappa ${kappa.value.toFixed(2)}`}</small></p><div>
        ${whisker({ value: 100 * agreement.value, interval, tone: 'tuned', shape: 'circle' }, scale, label)}</div></div>`
    })}
    <div class="dots-row"><p></p><div>${axis(scale, String)}</div></div></div></figure>`
}
