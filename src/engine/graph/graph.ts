/** From a config whose facts are resolved to the steps of the whole chain, in the order of their dependencies. */
import type { Config } from '../../core/config/schema.js'
import type { StepDefinition } from '../step.js'
import { type Build, builder, type Facts, isChosen } from './build.js'
import {
  agreementSteps,
  answersStep,
  critiqueStep,
  datasetStep,
  promptsStep,
  selectStep,
} from './data-steps.js'
import { compareStep, judgeStep, sampleStep } from './evaluation-steps.js'
import { trainSteps } from './train-steps.js'

export function graphOf(config: Config, facts: Facts): StepDefinition[] {
  const build = builder(facts)
  const { models, judges } = config.eval
  return [
    promptsStep(config, facts, build),
    answersStep(config, facts, build),
    ...(isChosen(facts) ? [] : choosingSteps(config, facts, build)),
    ...methods.map((name) => datasetStep(name, config, facts, build)),
    ...trainSteps(config, facts, build),
    ...models.map((model) => sampleStep(model, config, facts, build)),
    ...models.flatMap((model) => judges.map((judge) => judgeStep({ model, judge, config, facts, build }))),
    compareStep(config, facts, build),
  ]
}

function choosingSteps(config: Config, facts: Facts, build: Build): StepDefinition[] {
  return [
    critiqueStep(config, facts, build),
    ...agreementSteps(facts, build),
    ...methods.map((name) => selectStep(name, config, facts, build)),
  ]
}

const methods = ['sft', 'dpo'] as const
