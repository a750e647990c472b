import type { Config } from '../core/config/schema.js'
import { PrerequisiteError } from '../core/errors.js'
import type { Recipe } from './step.js'

/**
 * What a command lacks, and the command that makes it.
 * @param without a way that needs it not
 */
export function missingStep(
  { id, stage }: Pick<Recipe, 'id' | 'stage'>,
  reason: string,
  without = '',
): PrerequisiteError {
  return new PrerequisiteError(`This needs ${id}, which is not there for these settings (${reason}).`, {
    hint: `${without}Make it with \`lattice ${commandFor(stage, id)}\`, or do everything with \`lattice run\`.`,
  })
}

/** A command is for steps that the graph of this config doesn't have. */
export function noSuchStep(
  graph: readonly { recipe: Pick<Recipe, 'id'> }[],
  { data: { answers } }: Pick<Config, 'data'>,
): PrerequisiteError {
  if (answers === undefined || graph.some(({ recipe }) => recipe.id === 'critique:main')) {
    const ids = graph.map(({ recipe }) => recipe.id).join(', ')
    return new PrerequisiteError('This run has no such step.', { hint: `It has ${ids}.` })
  }
  return new PrerequisiteError(
    'The answers of this run are imported: nothing is generated, and of pairs and examples nothing is judged or selected.',
    {
      hint: `\`lattice import ${answers.files.join(' ')} --as candidates\` brings them to be judged and selected.`,
    },
  )
}

function commandFor(stage: string, id: string): string {
  const name = id.split(':')[1] ?? ''
  if (stage === 'dataset' || stage === 'train') return `${stage} ${name}`
  return { prompts: 'generate', sample: 'eval', judge: 'eval', compare: 'eval' }[stage] ?? stage
}
