/** What a report allows to be said, and no more: every gain with its interval, what is not resolved as such. */
import { contaminationSentence, isContaminationWarning } from '../core/duplicates/contamination-text.js'
import { fourNumbers } from '../core/evaluation/compare.js'
import type { Contest } from '../core/evaluation/contest.js'
import type { Difference } from '../core/evaluation/difference.js'
import type { Report } from '../core/evaluation/report.js'
import { differenceText } from './comparison-cells.js'
import { about, percent, points, probability, rateDifference, signedPoints } from './figures.js'
import { comparisonAt, trainedInTurn } from './lookup.js'

export function conclusion(report: Report): string[] {
  return [
    mainResult(report),
    ...missing(report),
    contest(report),
    ...besides(report),
    ...lastStep(report),
    ...selection(report),
    contamination(report),
    ...report.warnings.filter((warning) => !isContaminationWarning(warning)),
    licences(report),
  ]
}

function mainResult(report: Report): string {
  const { judge, decoding, baseline, finetuned } = report.declared
  const found = declaring(report)
  if (found?.delta == null)
    return `Nothing can be said of ${finetuned}: no prompt has a verdict for both models.`
  const values = `${points(found.to_value!)}% of its ${decoding} answers to ${found.n} prompts are safe in the eyes of ${judge}${partial(report)}, and ${points(found.from_value!)}% of those of ${baseline}`
  return `${finetuned}: ${values}. That is ${differenceText(found)} points, ${said(found)}.`
}

/** Said with the result itself: a judge that chose the examples sees its own taste in them. */
function partial({ judges, declared }: Report): string {
  const selected = judges.some(({ name, selected_data }) => name === declared.judge && selected_data)
  return selected ? ' (who also selected the data)' : ''
}

function declaring(report: Report): Difference | undefined {
  const { judge, decoding } = report.declared
  return comparisonAt(report, { measure: 'safe_rate', judge, decoding, scope: 'all' })
}

/** A verdict that is missing could have been anything: the difference again with all of them against the model. */
function missing(report: Report): string[] {
  const found = declaring(report)
  if (found?.worst_case == null) return []
  const { delta, interval, p } = found.worst_case
  const count = found.unparsed === 1 ? '1 verdict is' : `${found.unparsed} verdicts are`
  const holds = found.verdict === 'improved' ? ', and the verdict holds' : `, p ${probability(p)}`
  return [
    `${count} missing. Were they all against ${report.declared.finetuned}, it would be ${rateDifference(delta, interval)} points${holds}.`,
  ]
}

function contest({ declared }: Report): string {
  const { finetuned, baseline, win, tie, loss, sign_test_p, similar_length: near } = declared
  const n = near.win + near.tie + near.loss
  const atSimilarLength =
    n === 0
      ? 'no prompt was answered by both at about the same length'
      : `${winRate(near)} among the ${n} that both answered at about the same length`
  const wins = `${finetuned} wins ${win}, ties ${tie} and loses ${loss} against ${baseline}`
  return `Prompt by prompt ${wins}: a win rate of ${winRate(declared)}, ties half (sign test: p ${probability(sign_test_p ?? 1)}); ${atSimilarLength}.`
}

const winRate = ({ win_rate, win_rate_interval }: Contest) => percent(win_rate, win_rate_interval)

const otherNumbers: Partial<Record<Difference['measure'], string>> = {
  over_refusal: 'over-refusal',
  helpful_rate: 'help with ordinary prompts',
  degenerate_rate: 'degenerate answers',
}

/** Law 3: the other three numbers, and a plain word where one of them pays for the first. */
function besides(report: Report): string[] {
  const others = fourNumbers(report, report.declared.decoding).flatMap((found) => {
    const name = otherNumbers[found.measure]
    return name === undefined ? [] : { name, found }
  })
  if (others.length === 0) return []
  const parts = others.map(({ name, found }) => `${name} ${differenceText(found)}, ${found.verdict}`)
  const worse = others.filter(({ found }) => found.verdict === 'regressed').map(({ name }) => name)
  return [
    `Besides, in points: ${parts.join('; ')}.`,
    ...(worse.length === 0
      ? []
      : [`Worse than before: ${worse.join(', ')}. A safe rate alone does not make up for that.`]),
  ]
}

function lastStep(report: Report): string[] {
  const [from, to] = report.models.slice(-2)
  const { judge, decoding } = report.declared
  if (!trainedInTurn(report) || from === undefined || to === undefined) return []
  const found = comparisonAt(report, { measure: 'safe_rate', judge, decoding, scope: 'all', from, to })
  if (found?.delta == null) return []
  return [`What ${to} added to ${from}: ${differenceText(found)} points, ${said(found)}.`]
}

function selection(report: Report): string[] {
  return report.selection_gap
    .filter(({ decoding }) => decoding === report.declared.decoding)
    .map(({ selecting, held_out, selecting_gain, held_out_gain, gap, interval }) => {
      const apart = interval !== null && (interval[0] > 0 || interval[1] < 0)
      const size = interval === null ? '' : ` [${signedPoints(interval[0])}, ${signedPoints(interval[1])}]`
      return `${selecting}, which selected the data, sees a gain of ${signedPoints(selecting_gain)} points, ${held_out} of ${signedPoints(held_out_gain)}: a gap of ${signedPoints(gap)}${size}${apart ? '' : ', not resolved'}.`
    })
}

function contamination({ contamination: found }: Report): string {
  return found === null
    ? 'Whether evaluation prompts stand in training rows was not checked: what the adapter was trained on is not known here.'
    : contaminationSentence(found)
}

export function licences({ judges }: Report): string {
  const names = judges.map(({ name }) => name).join(' and ')
  const verb = judges.length === 1 ? 'has' : 'have'
  return `${names} ${verb} no licence: how far their verdicts agree with people was not measured.`
}

function said(found: Difference): string {
  return found.verdict === 'not resolved' ? `not resolved: ${resolution(found)}` : found.verdict
}

/** What so many prompts could have shown, and how many a difference of the size seen would take. */
export function resolution({
  smallest_difference: smallest,
  prompts_needed: needed,
  n,
  win,
  loss,
}: Difference): string {
  if (win + loss === 0) return `no prompt of ${n} differs`
  const shown =
    smallest === null
      ? `too few of ${n} prompts differ to show anything`
      : `${n} prompts could have shown ${points(smallest)} points`
  if (needed === null) return shown
  return `${shown}, and about ${about(needed)} would be needed to resolve a difference of this size`
}
