import type { Ledger } from '../io/ledger/ledger.js'
import { inputHashes, type PlannedStep } from './plan.js'
import { stepKey } from './step.js'

/** How many prompts the models of a plan will be compared on; null when no comparison runs, or none was read yet. */
export function plannedPrompts(
  plan: readonly PlannedStep[],
  ledger: Ledger,
  limit: number | undefined,
): number | null {
  const stage = (name: string) => plan.find(({ definition }) => definition.recipe.stage === name)
  const [prompts, compare] = [stage('prompts'), stage('compare')]
  if (prompts?.decision !== 'reuse' || compare === undefined || compare.decision === 'reuse') return null
  const { recipe, inputs } = prompts.definition
  const found = ledger.steps.get(stepKey(recipe, inputHashes(inputs, new Map())))?.facts.evaluation
  return typeof found === 'number' ? Math.min(found, limit ?? found) : null
}
