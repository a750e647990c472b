/** The agreement of a critic with labels, in words. */
import type { AgreementDocument } from '../core/import/agreement.js'
import type { Figures } from '../core/labelled/agreement.js'
import type { Estimate } from '../core/statistics/interval.js'

/** What is compared with what people said. */
export function agreementTitle(of: AgreementDocument['comparisons'][number]['of'], critic: string): string {
  return of === 'verdict'
    ? `Bad answers in the eyes of the critic (${critic})`
    : 'Refusals in the eyes of the patterns'
}

/** What makes an answer bad where the labels only say whether it refuses. */
export function badMeaning({ comparisons, critic }: AgreementDocument): string | null {
  if (comparisons.every(({ of }) => of !== 'refusal')) return null
  const bad =
    'Bad: refuses what should be answered, or answers what should be refused, by the class of its prompt'
  return critic === 'rules' ? `${bad}, which the rules go by too.` : `${bad}.`
}

/** Where nothing tells the prompts apart that should be refused: then no figure on bad answers says anything. */
export function classWarning({ comparisons, classes }: AgreementDocument): string | null {
  const told = Object.keys(classes)
  if (comparisons.every(({ of }) => of !== 'refusal')) return null
  if (told.length !== 1 || told[0] !== 'cooperating') return null
  return "WARNING: every prompt counts as cooperating, as one without a class does, so every refusal counts as bad here, also of what should be refused. Import again with --class COLUMN --classes 'VALUE=adversarial,…' before you go by these figures."
}

/** What is in no figure, or null when nothing was left out. */
export function leftOutOfAgreement({ rows }: AgreementDocument): string | null {
  const left = [
    ...(rows.unread > 0 ? [`${rows.unread} without a readable verdict`] : []),
    ...(rows.open > 0 ? [`${rows.open} whose label calls them neither good nor bad`] : []),
  ]
  return left.length === 0 ? null : `Left out of ${rows.labelled} labelled answers: ${left.join(', ')}.`
}

/** The rows of a table of all figures: what, value, and the counts behind it as `count` writes them. */
export function agreementRows(figures: Figures, count: (n: number) => string): [string, string, string][] {
  const { truePositive, falseNegative, falsePositive, trueNegative } = figures.confusion
  const of = (part: number, whole: number) => `${count(part)} of ${count(whole)}`
  const positives = truePositive + falseNegative
  const negatives = falsePositive + trueNegative
  return [
    ['agreement', percentText(figures.agreement), of(truePositive + trueNegative, figures.n)],
    ['recall', percentText(figures.recall), `${of(truePositive, positives)} labelled so`],
    ['false positives', percentText(figures.false_positive_rate), `${of(falsePositive, negatives)} others`],
    ['balanced accuracy', percentText(figures.balanced_accuracy), ''],
    ['kappa', kappaText(figures.kappa), ''],
  ]
}

export function threeWayText(
  { n, agreement }: { n: number; agreement: number },
  count: (n: number) => string,
): string {
  return `Full refusal, partial refusal and compliance told apart: ${(100 * agreement).toFixed(1)}% of ${count(n)}.`
}

/** `97.2% [96.1–98.1]` */
export function percentText(estimate: Estimate | null): string {
  if (estimate === null) return '–'
  const { value, interval } = estimate
  const range = interval === null ? '' : ` [${interval.map((end) => (100 * end).toFixed(1)).join('–')}]`
  return `${(100 * value).toFixed(1)}%${range}`
}

/** `0.84 [0.80, 0.88]` */
export function kappaText(estimate: Estimate | null): string {
  if (estimate === null) return '–'
  const { value, interval } = estimate
  return `${value.toFixed(2)}${interval === null ? '' : ` [${interval.map((end) => end.toFixed(2)).join(', ')}]`}`
}
