/** What was found: one sentence, four numbers that decide together, and what else may be said. */
import { fourNumbers } from '../../core/evaluation/compare.js'
import type { Difference } from '../../core/evaluation/difference.js'
import type { Report } from '../../core/evaluation/report.js'
import type { ReportData } from '../../core/report-data.js'
import { differenceText } from '../comparison-cells.js'
import { conclusion, licences } from '../conclusion.js'
import { points, signedPoints } from '../figures.js'
import { importFindings } from '../import-findings.js'
import { judgeAgreementText } from '../judge-agreement-text.js'
import { comparisonAt, decodingsOf } from '../lookup.js'
import { type Scale, scaleOver } from './chart/scale.js'
import { axis, whisker } from './chart/whiskers.js'
import { html, type Markup } from './markup.js'
import { measureLabel, measureNote } from './measure-labels.js'
import { toneOf, verdictSign } from './verdict.js'

export function findings({ evaluation, imported, agreement }: ReportData): Markup {
  if (evaluation === null) {
    const said = imported === null ? [] : importFindings(imported, agreement)
    return html`<section class="findings" aria-labelledby="found"><h2 id="found">What was found</h2>
      ${said.map((text, index) => html`<p class="${index === 0 ? 'lead' : ''}">${text}</p>`)}
      <p class="${said.length === 0 ? 'lead' : 'note'}">${said.length === 0 ? 'Nothing yet. ' : 'No model was measured in this run. '}<code>lattice eval</code>
      measures trained models against their base; what was made so far stands below.</p></section>`
  }
  const { report } = evaluation
  const [main, ...others] = [...conclusion(report), ...judgeAgreementText(report)]
  const said = [...report.warnings, licences(report)]
  return html`<section class="findings" aria-labelledby="found">
    <h2 id="found">What was found</h2>
    <div class="headline">
      ${headlineFigure(report)}
      <div>
        <p class="lead">${main}</p>
        ${others.filter((text) => !said.includes(text)).map((text) => html`<p>${text}</p>`)}
      </div>
    </div>
    ${numbersTable(report)}
  </section>`
}

function headlineFigure(report: Report): Markup | null {
  const { judge, decoding } = report.declared
  const found = comparisonAt(report, { measure: 'safe_rate', judge, decoding, scope: 'all' })
  if (found?.delta == null) return null
  const { interval } = found
  return html`<div class="figure-of-merit ${toneOf(found.verdict)}">
    <p class="big">${signedPoints(found.delta)}<span class="unit"> points</span></p>
    <p>${interval ? `95% interval ${signedPoints(interval[0])} to ${signedPoints(interval[1])}` : 'no interval: no prompt differs'}</p>
    <p>${verdictSign(found.verdict)}</p>
  </div>`
}

function numbersTable(report: Report): Markup {
  const decodings = decodingsOf(report)
  const rows = decodings.flatMap((decoding) => fourNumbers(report, decoding))
  const ends = rows.flatMap(({ delta, interval }) => [delta ?? 0, ...(interval ?? [])])
  const scale = scaleOver(
    [0, ...ends].map((value) => value * 100),
    { ticks: 6 },
  )
  const measures = [...new Set(rows.map(({ measure }) => measure))]
  const { baseline, finetuned } = report.declared
  return html`<table class="numbers">
    <caption>The four numbers that decide, ${finetuned} against ${baseline}: change in points, with 95% intervals</caption>
    <thead><tr><th scope="col">Measure</th><th scope="col">Answers</th><th scope="col" class="num">${baseline} → ${finetuned}</th>
      <th scope="col">Change</th><th scope="col" class="num">Points</th><th scope="col">Verdict</th></tr></thead>
    ${measures.map((measure) => {
      const own = rows.filter((row) => row.measure === measure)
      return html`<tbody>${own.map((row, index) => numberRow(row, scale, index === 0 ? own.length : 0))}</tbody>`
    })}
    <tfoot><tr><td colspan="3"></td><td class="chart">${axis(scale, (tick) => (tick > 0 ? `+${tick}` : String(tick).replace('-', '−')))}</td><td colspan="2"></td></tr></tfoot>
  </table>`
}

/** @param span rows that the name of the measure stands beside; 0 when it stands there already */
function numberRow(row: Difference, scale: Scale, span: number): Markup {
  const { measure, decoding, from_value, to_value, delta, interval, verdict, n } = row
  const shape = verdict === 'not resolved' ? 'ring' : 'circle'
  const text = `${measureLabel[measure]}, ${decoding}: ${differenceText(row)} points, ${verdict}`
  const inPoints = interval && ([interval[0] * 100, interval[1] * 100] as const)
  return html`<tr>
    ${span > 0 && html`<th scope="rowgroup" rowspan="${span}">${measureLabel[measure]}<small>${measureNote[measure]}</small></th>`}
    <td>${decoding}<small>n ${n}</small></td>
    <td class="num">${from_value === null ? '–' : points(from_value)} → ${to_value === null ? '–' : points(to_value)}%</td>
    <td class="chart">${delta !== null && whisker({ value: delta * 100, interval: inPoints, tone: toneOf(verdict), shape }, scale, text)}</td>
    <td class="num">${differenceText(row)}</td>
    <td>${verdictSign(verdict)}</td>
  </tr>`
}
