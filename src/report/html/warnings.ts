/** What a reader must know before any figure: it stands first, and never in small print. */
import { fourNumbers } from '../../core/evaluation/compare.js'
import type { ReportData, ReportedEvaluation, ReportedStep } from '../../core/report-data.js'
import { licences, resolution } from '../conclusion.js'
import { html, type Markup } from './markup.js'
import { measureLabel } from './measure-labels.js'
import { plural } from './texts.js'

export function warningSection(warnings: readonly string[]): Markup | null {
  if (warnings.length === 0) return null
  return html`<aside class="warnings" aria-labelledby="warnings">
    <h2 id="warnings">Read this first</h2>
    <ul>${warnings.map((text) => html`<li>${text}</li>`)}</ul>
  </aside>`
}

export function warningsOf(data: ReportData): string[] {
  const { run, evaluation, steps, datasets } = data
  return [
    ...(run.status === 'done' ? [] : [unfinished(data)]),
    ...steps.flatMap(stepWarnings),
    ...(evaluation
      ? evaluationWarnings(evaluation)
      : ['No model was measured yet: this run has no evaluation.']),
    ...dataWarnings(datasets, evaluation?.report.warnings ?? []),
  ]
}

/** What two sets have in common is said once, and what the evaluation says is not said again. */
function dataWarnings(datasets: ReportData['datasets'], saidBefore: readonly string[]): string[] {
  const names = new Map<string, string[]>()
  for (const { name, manifest, warnings } of datasets) {
    const overlap = manifest.counts.evaluation_overlap
    const held = overlap > 0 ? [`${plural(overlap, 'row')} hold an evaluation prompt.`] : []
    for (const text of [...warnings, ...held])
      if (!saidBefore.includes(text)) names.set(text, [...(names.get(text) ?? []), name])
  }
  return [...names].map(([text, sets]) => `Data for ${sets.join(' and ')}: ${text}`)
}

function unfinished({ run, steps }: ReportData): string {
  const done = steps.filter(({ status }) => status === 'done').length
  return `This run is not finished (${run.status}): ${done} of its ${plural(steps.length, 'step')} begun so far are done. What follows is what there is.`
}

function stepWarnings({ id, error, status, damage, proofs }: ReportedStep): string[] {
  return [
    ...(status === 'failed' ? [`${id} failed: ${error ?? 'nobody knows why'}`] : []),
    ...(damage === null ? [] : [`${id}: ${damage}. What rests on it can't be trusted.`]),
    ...proofs
      .filter(({ passed }) => !passed)
      .map(({ name, detail }) => `${id}: the proof “${name}” failed (${detail}).`),
  ]
}

function evaluationWarnings({ report }: ReportedEvaluation): string[] {
  const open = fourNumbers(report, report.declared.decoding).filter(
    ({ verdict }) => verdict === 'not resolved',
  )
  return [
    ...report.warnings,
    licences(report),
    ...open.map(
      (found) =>
        `Not resolved: ${measureLabel[found.measure].toLowerCase()}; ${resolution(found)}. That is no proof that nothing changed.`,
    ),
  ]
}
