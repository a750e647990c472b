import { knownPreset } from '../core/presets/presets.js'
import type { PlannedStep } from './plan.js'

/** One line for each model that will be used and that no preset knows: what is taken from the model itself. */
export function unknownModelNotes(plan: readonly PlannedStep[]): string[] {
  const notes = plan.flatMap(({ definition: { model, recipe }, decision }) => {
    const { identity } = recipe
    if (decision === 'reuse' || !model || model.embedded || !identity || knownPreset(identity.id)) return []
    const own = identity.templateId === 'chat' ? ", its tokenizer's own" : ''
    return [`No preset knows ${identity.id}. Template: ${identity.templateId.replace(/@.*/, '')}${own}.`]
  })
  return [...new Set(notes)]
}
