import type { Identity } from '../../core/asks.js'
import type { RunStep } from '../run-view.js'

/** Who answers in a step, for a reader: the model at its revision and the training whose adapter it bears, or `rules`. */
export function speakerOf({ recipe, row }: Pick<RunStep, 'recipe' | 'row'>): string {
  return speakerName(recipe.identity, row.inputs.adapter?.source)
}

/** @param adapter where the adapter comes from: `train:sft/adapter`, or a folder */
export function speakerName(
  model: Pick<Identity, 'id' | 'revision'> | null,
  adapter: string | undefined,
): string {
  if (model === null) return 'rules'
  const name = `${model.id}@${model.revision.slice(0, shortHash)}`
  if (adapter === undefined) return name
  const training = /^train:(.+)\/adapter$/.exec(adapter)?.[1]
  return `${name} + ${training ?? 'a given adapter'}`
}

const shortHash = 8
