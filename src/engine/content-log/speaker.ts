import type { Identity } from '../../core/asks.js'
import type { Candidate } from '../../core/records.js'
import type { RunStep } from '../run-view.js'

/** Who answers in a step, for a reader: the model at its revision and the training whose adapter it bears, or `rules`. */
export function speakerOf({ recipe, row }: Pick<RunStep, 'recipe' | 'row'>): string {
  return speakerName(recipe.identity, row.inputs.adapter?.source)
}

/** Who wrote an answer of a step: of an imported one whom its file names. */
export function writerOf(
  step: Pick<RunStep, 'recipe' | 'row'>,
  { model, origin }: Pick<Candidate, 'model' | 'origin'>,
): string {
  if (step.row.stage !== 'import') return speakerOf(step)
  return model ?? (origin === 'human' ? 'a person' : 'someone unnamed')
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
