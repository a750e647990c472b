import type { CompareSettings } from '../stages/compare.js'
import type { PlannedStep } from './plan.js'

/** Said before anything is measured: the result will be declared by who selected the training data. */
export function selectingJudgeNotes(plan: readonly PlannedStep[]): string[] {
  return plan.flatMap(({ definition: { recipe }, decision }) => {
    if (recipe.stage !== 'compare' || decision === 'reuse') return []
    const { judges } = recipe.settings as CompareSettings
    if (judges.some(({ selectedData }) => !selectedData)) return []
    return [
      'WARNING: the judge also selected the data. A gain that it sees may be its own taste and no more. Name another model, or rules, under models.judge.',
    ]
  })
}
