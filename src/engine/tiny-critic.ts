import type { PlannedStep } from './plan.js'

/** The embedded critic knows the world that it was trained on, and what people bring is not of it. */
export function tinyCriticNotes(plan: readonly PlannedStep[]): string[] {
  const judged = plan.some(
    ({ definition: { recipe, model, inputs }, decision }) =>
      recipe.id === 'critique:main' &&
      decision !== 'reuse' &&
      model?.embedded &&
      Object.values(inputs).some((input) => 'step' in input && input.step === 'import:main'),
  )
  return judged
    ? [
        'WARNING: the critic tiny was trained on a small world of its own and can not judge imported text: its scores will hardly differ. Take --critic rules or a real model.',
      ]
    : []
}
