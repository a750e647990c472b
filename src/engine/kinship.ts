import type { Identity } from '../core/asks.js'
import { isBaseModel } from '../core/presets/presets.js'
import type { PlannedStep } from './plan.js'

/** Said before anything is measured: who judges answers of its own kind, or was never taught to do what it is told. */
export function kinshipNotes(plan: readonly PlannedStep[]): string[] {
  const writer = plan
    .map(({ definition }) => definition.recipe)
    .find(({ stage }) => ['generate', 'sample', 'train'].includes(stage))?.identity
  const notes = plan.flatMap(({ definition: { recipe, model }, decision }) => {
    const { identity, stage, id } = recipe
    if (decision === 'reuse' || !identity || !model || model.embedded) return []
    if (stage === 'critique' || (stage === 'judge' && id.endsWith(':critic')))
      return faultsOf('critic', identity, writer)
    return stage === 'judge' ? faultsOf('judge', identity, writer) : []
  })
  return [...new Set(notes)]
}

function faultsOf(role: 'critic' | 'judge', { id, family }: Identity, writer?: Identity | null): string[] {
  const faults = [
    family === writer?.family &&
      `is ${id === writer.id ? 'the generator itself' : `of the generator's family, ${family}`}: models favour answers like their own.`,
    isBaseModel(id) && 'was never taught to follow instructions: its verdicts may be noise.',
  ]
  return faults
    .filter((fault) => typeof fault === 'string')
    .map((fault) => `WARNING: the ${role} ${id} ${fault} Name another model, or rules, under models.${role}.`)
}
