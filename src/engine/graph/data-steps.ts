/** From prompts to training data. */
import type { Config } from '../../core/config/schema.js'
import { ratiosFor } from '../../core/split.js'
import type { DatasetSettings } from '../../stages/dataset.js'
import type { GenerateSettings } from '../../stages/generate.js'
import type { JudgeSettings } from '../../stages/judge.js'
import type { PromptsSettings } from '../../stages/prompts.js'
import type { SelectSettings } from '../../stages/select.js'
import type { ResolvedModel } from '../models.js'
import type { StepDefinition } from '../step.js'
import { type Build, candidatesOf, type Facts, from, judgeOf, modelOf, nameOf } from './build.js'

export function promptsStep({ data }: Config, { promptFiles }: Facts, build: Build): StepDefinition {
  const files = promptFiles.map(({ path, evaluation }, index) => ({
    input: `file${index}`,
    source: nameOf(path),
    evaluation,
  }))
  const evaluationFiles = promptFiles.some(({ evaluation }) => evaluation)
  const settings: PromptsSettings = { files, ratios: ratiosFor(data.split, evaluationFiles) }
  const inputs = Object.fromEntries(
    promptFiles.map(({ path, sha256 }, index) => [`file${index}`, { path, sha256 }]),
  )
  return build({ id: 'prompts:all', settings, model: null, inputs, files: ['prompts.jsonl'] })
}

export function generateStep(config: Config, facts: Facts, build: Build): StepDefinition {
  return build({
    id: 'generate:main',
    settings: generateSettings(config),
    model: facts.generator,
    inputs: { prompts: from.prompts },
    files: ['candidates.jsonl'],
  })
}

function generateSettings({ generate, seed }: Config): GenerateSettings {
  const { n, temperature, top_p, max_new_tokens, limit } = generate
  return {
    splits: ['train', 'validation'],
    limit: limit ?? null,
    greedy: false,
    n,
    temperature,
    top_p,
    max_new_tokens,
    seed,
    salt: 'generate',
  }
}

export function critiqueStep(config: Config, facts: Facts, build: Build): StepDefinition {
  return build({
    id: 'critique:main',
    settings: critiqueSettings(config, facts),
    model: modelOf(facts.critic),
    inputs: { prompts: from.prompts, candidates: candidatesOf(facts) },
    files: ['verdicts.jsonl'],
  })
}

function critiqueSettings({ critique }: Config, { constitution, critic }: Facts): JudgeSettings {
  const { max_new_tokens, max_unparsed } = critique
  return {
    constitution,
    judge: judgeOf(critic, critique.style),
    questions: 'all',
    max_new_tokens,
    max_unparsed,
  }
}

export function selectStep(name: 'sft' | 'dpo', config: Config, facts: Facts, build: Build): StepDefinition {
  const settings: SelectSettings = {
    constitution: facts.constitution,
    policy: { ...config.select[name], min_score: config.dataset.min_score },
  }
  const inputs = { prompts: from.prompts, candidates: candidatesOf(facts), verdicts: from.verdicts }
  return build({ id: `select:${name}`, settings, model: null, inputs, files: ['selections.jsonl'] })
}

export function datasetStep(name: 'sft' | 'dpo', config: Config, facts: Facts, build: Build): StepDefinition {
  const { generator, critic, constitution } = facts
  const nameIdentity = (model: ResolvedModel | 'rules') =>
    model === 'rules'
      ? { id: 'rules', revision: 'builtin' }
      : { id: model.identity.id, revision: model.identity.revision }
  const settings: DatasetSettings = {
    method: name,
    constitution,
    include: config.select[name].include,
    near_duplicates: config.dataset.near_duplicates,
    seed: config.seed,
    provenance: {
      generator: nameIdentity(generator),
      critic: nameIdentity(critic),
      policy: {
        name: config.select[name].policy,
        settings: { ...config.select[name], min_score: config.dataset.min_score },
      },
      template: generator.identity.templateId,
      prompts: facts.promptFiles.filter(({ evaluation }) => !evaluation).map(({ path }) => nameOf(path)),
    },
  }
  const inputs = {
    prompts: from.prompts,
    candidates: candidatesOf(facts),
    verdicts: from.verdicts,
    selections: facts.given.selected ?? { step: `select:${name}`, file: 'selections.jsonl' },
  }
  const files = ['train.jsonl', 'val.jsonl']
  return build({ id: `dataset:${name}`, settings, model: null, inputs, files })
}
