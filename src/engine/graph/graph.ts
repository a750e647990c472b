/** From a config whose facts are resolved to the steps of the whole chain, in the order of their dependencies. */
import type { Config } from '../../core/config/schema.js'
import type { StepDefinition } from '../step.js'
import { builder, type Facts } from './build.js'
import { critiqueStep, datasetStep, generateStep, promptsStep, selectStep } from './data-steps.js'
import { compareStep, judgeStep, sampleStep } from './evaluation-steps.js'
import { trainSteps } from './train-steps.js'

export function graphOf(config: Config, facts: Facts): StepDefinition[] {
  const build = builder(facts)
  const { models, judges } = config.eval
  return [
    promptsStep(config, facts, build),
    generateStep(config, facts, build),
    critiqueStep(config, facts, build),
    ...(['sft', 'dpo'] as const).map((name) => selectStep(name, config, facts, build)),
    ...(['sft', 'dpo'] as const).map((name) => datasetStep(name, config, facts, build)),
    ...trainSteps(config, facts, build),
    ...models.map((model) => sampleStep(model, config, facts, build)),
    ...models.flatMap((model) => judges.map((judge) => judgeStep({ model, judge, config, facts, build }))),
    compareStep(config, facts, build),
  ]
}
