/** S4's three blocks: which judge and which answers they rest on, and what they say. */
import { PrerequisiteError } from '../errors.js'
import type { Comparison } from './comparison.js'
import { contestAtSimilarLength, contestOf } from './contest.js'
import type { Difference } from './difference.js'
import type { Decoding } from './evaluated.js'
import { meanScore, safeRate } from './measures.js'
import { metricsOf } from './metrics.js'
import type { Report } from './report.js'
import { rounded } from './rounded.js'

export function headline({
  comparison: { baseline, rows },
  comparisons,
  judge,
  decoding,
  finetuned,
}: {
  comparison: Comparison
  comparisons: readonly Difference[]
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
  const place = { from: baseline, to: finetuned, decoding, scope: 'all' as const }
  const find = (measure: Difference['measure']) =>
    comparisons.find((row) =>
      Object.entries({ ...place, judge, measure }).every(([key, value]) => Reflect.get(row, key) === value),
    )
  const [score, safe] = [find('mean_score'), find('safe_rate')]
  // A judge that gives no score still says safe or not.
  const scored = score !== undefined && score.n > 0
  const { win, tie, loss } = (scored ? score : safe) ?? { win: 0, tie: 0, loss: 0 }
  const measure = scored ? meanScore(judge) : safeRate(judge)
  return {
    baseline: figures(baseline),
    finetuned: figures(finetuned),
    delta: {
      delta_mean: score?.delta ?? null,
      delta_safe_rate: safe?.delta ?? null,
      improved_fraction: win + tie + loss === 0 ? null : rounded(win / (win + tie + loss)),
    },
    declared: {
      judge,
      decoding,
      baseline,
      finetuned,
      ...contestOf({ win, tie, loss }),
      similar_length: contestAtSimilarLength({ rows, ...place, measure }),
    },
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
