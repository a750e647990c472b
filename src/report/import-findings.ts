/** A run on imported answers, in sentences. */
import type { AgreementDocument } from '../core/import/agreement.js'
import type { ImportDocument } from '../core/import/document.js'
import type { Asked } from '../core/report-data.js'
import { classWarning, kappaText, percentText } from './label-agreement.js'

const count = (n: number) => n.toLocaleString('en')

/** What such a run sets out to find, before anything is trained. */
export function importQuestion(imported: ImportDocument, { constitution, critic }: Asked): string {
  const what = whatWasBrought(imported)
  if (imported.as !== 'candidates') return `What data do ${what} make?`
  const by = constitution ? `“${constitution.title}”` : 'the constitution'
  const people = imported.labels === null ? '' : ', and does it see what people saw'
  return `What does a critic (${critic ?? 'unknown'}) that goes by ${by} make of ${what}${people}?`
}

/** The most telling first. */
export function importFindings(imported: ImportDocument, agreement: AgreementDocument | null): string[] {
  const { rows } = imported
  const left = rows.read - rows.used
  const brought = `${whatWasBrought(imported)} were imported; ${left === 0 ? 'every row' : `${count(rows.used)} of ${count(rows.read)} rows`} could be used.`
  const agreed = (agreement?.comparisons ?? []).map(
    ({ of, overall }) =>
      `${agreeing(of, agreement!)} in ${percentText(overall.agreement)} of ${count(overall.n)} answers; kappa ${kappaText(overall.kappa)}.`,
  )
  const warning = agreement && classWarning(agreement)
  return [...(warning ? [warning] : []), ...agreed, brought]
}

function agreeing(of: 'verdict' | 'refusal', { critic, labels }: AgreementDocument): string {
  return of === 'verdict'
    ? `The critic (${critic}) and people (${labels}) agree on whether an answer is bad`
    : 'The patterns and people agree on whether it refuses'
}

function whatWasBrought({ as, answers, selections, prompts, models }: ImportDocument): string {
  const asked = Object.values(prompts).reduce((total, n) => total + n, 0)
  const writers = Object.keys(models).length
  const by = writers > 1 ? ` of ${writers} models` : ''
  return as === 'candidates'
    ? `${count(answers)} answers${by} to ${count(asked)} prompts`
    : `${count(selections)} ${as}${by} for ${count(asked)} prompts`
}
