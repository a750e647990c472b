import { PrerequisiteError } from '../core/errors.js'
import type { Recipe } from './step.js'

/** What a command lacks, and the command that makes it. */
export function missingStep({ id, stage }: Pick<Recipe, 'id' | 'stage'>, reason: string): PrerequisiteError {
  return new PrerequisiteError(`This needs ${id}, which is not there for these settings (${reason}).`, {
    hint: `Make it with \`lattice ${commandFor(stage, id)}\`, or do everything with \`lattice run\`.`,
  })
}

function commandFor(stage: string, id: string): string {
  const name = id.split(':')[1] ?? ''
  if (stage === 'dataset' || stage === 'train') return `${stage} ${name}`
  return { prompts: 'generate', sample: 'eval', judge: 'eval', compare: 'eval' }[stage] ?? stage
}
