/** Which steps of a plan need an embedded model, and having it made before the first of them asks. */
import type { Workers } from '../io/worker/process.js'
import { embeddedReady, prepareEmbedded } from './embedded.js'
import type { Observer } from './observer.js'
import type { PlannedStep } from './plan.js'
import type { StepDefinition } from './step.js'

export function embeddedState(plan: readonly PlannedStep[]): 'ready' | 'missing' | 'unused' {
  const user = plan.find(({ definition, decision }) => definition.model?.embedded && decision !== 'reuse')
  if (!user) return 'unused'
  return embeddedReady(user.definition.recipe.identity?.revision ?? '') ? 'ready' : 'missing'
}

export function prepareModel({
  definition,
  ...rest
}: {
  definition: StepDefinition
  workers: Workers
  threads: number
  observer: Observer
  signal: AbortSignal
}): Promise<void> {
  const { model, recipe } = definition
  if (!model?.embedded || !recipe.identity) return Promise.resolve()
  return prepareEmbedded({ revision: recipe.identity.revision, ...rest })
}
