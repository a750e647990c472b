/** S4's three blocks: which judge and which answers they rest on, and what they say. */
import { PrerequisiteError } from '../errors.js'
import type { Comparison } from './comparison.js'
import { difference } from './difference.js'
import type { Decoding } from './evaluated.js'
import { meanScore, safeRate } from './measures.js'
import { metricsOf } from './metrics.js'
import type { Report } from './report.js'
import { rounded } from './rounded.js'

export function headline({
  comparison: { baseline, rows, seed },
  judge,
  decoding,
  finetuned,
}: {
  comparison: Comparison
  judge: string
  decoding: Decoding
  finetuned: string
}): Pick<Report, 'baseline' | 'finetuned' | 'delta' | 'declared'> {
  const figures = (model: string) => {
    const { mean_score, std_dev, safe_rate, num_samples } = metricsOf({
      rows: rows.filter((row) => row.model === model),
      decoding,
      judge,
    })
    return { mean_score, std_dev, safe_rate, num_samples }
  }
  const compared = { rows, from: baseline, to: finetuned, decoding, scope: 'all' as const, seed }
  const score = difference({ ...compared, measure: meanScore(judge) })
  const safe = difference({ ...compared, measure: safeRate(judge) })
  // A judge that gives no score still says safe or not.
  const { win, tie, loss, n } = score.n > 0 ? score : safe
  return {
    baseline: figures(baseline),
    finetuned: figures(finetuned),
    delta: {
      delta_mean: score.delta,
      delta_safe_rate: safe.delta,
      improved_fraction: n === 0 ? null : rounded(win / n),
    },
    declared: { judge, decoding, baseline, finetuned, win, tie, loss },
  }
}

/** @throws PrerequisiteError when there is nothing to compare. */
export function declaredBy({ baseline, tuned, rows, judges }: Comparison, present: readonly Decoding[]) {
  const judge = (judges.find(({ selectedData }) => !selectedData) ?? judges[0])?.name
  const finetuned = tuned.at(-1)
  const decoding = present[0]
  const answered = new Set(rows.filter(({ model }) => model === baseline).map(({ promptId }) => promptId))
  const paired = rows.some(({ model, promptId }) => model === finetuned && answered.has(promptId))
  if (judge === undefined || finetuned === undefined || decoding === undefined || !paired) {
    throw new PrerequisiteError(
      `There is nothing to compare: ${judges.length} judges, and no evaluation prompt that both ${baseline} and ${finetuned ?? 'a trained model'} answered.`,
      { hint: 'Evaluate both models on the same prompts with at least one judge.' },
    )
  }
  return { judge, finetuned, decoding }
}
