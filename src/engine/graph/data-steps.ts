/** From prompts to training data. */
import type { Config } from '../../core/config/schema.js'
import { promptReading } from '../../core/import/settings.js'
import { ratiosFor } from '../../core/split.js'
import type { AgreementSettings } from '../../stages/agreement.js'
import type { DatasetSettings } from '../../stages/dataset.js'
import type { GenerateSettings } from '../../stages/generate.js'
import type { ImportSettings } from '../../stages/import.js'
import type { JudgeSettings } from '../../stages/judge.js'
import type { PromptsSettings } from '../../stages/prompts.js'
import type { SelectSettings } from '../../stages/select.js'
import type { ResolvedAnswers } from '../answers.js'
import type { ResolvedModel } from '../models.js'
import type { InputSource, StepDefinition } from '../step.js'
import {
  type Build,
  candidatesOf,
  type Facts,
  from,
  isChosen,
  judgeOf,
  modelOf,
  nameOfModel,
  sourceName,
} from './build.js'

export function promptsStep(config: Config, { promptFiles, answers }: Facts, build: Build): StepDefinition {
  const { data } = config
  const reading = data.answers && { answers: promptReading(data.answers) }
  const all = [
    ...promptFiles,
    ...(answers?.files ?? []).map((file) => ({ ...file, evaluation: false, ...reading })),
  ]
  const files = all.map(({ path, sha256: _, ...file }, index) => ({
    input: `file${index}`,
    source: sourceName(path, config),
    ...file,
  }))
  const evaluationFiles = promptFiles.some(({ evaluation }) => evaluation)
  const settings: PromptsSettings = { files, ratios: ratiosFor(data.split, evaluationFiles) }
  const inputs = Object.fromEntries(all.map(({ path, sha256 }, index) => [`file${index}`, { path, sha256 }]))
  return build({ id: 'prompts:all', settings, model: null, inputs, files: ['prompts.jsonl'] })
}

/** Where the answers come from: a model, or files that hold them already. */
export function answersStep(config: Config, facts: Facts, build: Build): StepDefinition {
  return facts.answers ? importStep(config, facts.answers, build) : generateStep(config, facts, build)
}

function importStep(config: Config, { files, reading }: ResolvedAnswers, build: Build): StepDefinition {
  const settings: ImportSettings = {
    ...reading,
    files: files.map(({ path }, index) => ({ input: `file${index}`, source: sourceName(path, config) })),
  }
  const inputs = Object.fromEntries(files.map((file, index) => [`file${index}`, file]))
  return build({
    id: 'import:main',
    settings,
    model: null,
    inputs: { prompts: from.prompts, ...inputs },
    files: ['candidates.jsonl', 'labels.jsonl', 'selections.jsonl'],
  })
}

function generateStep(config: Config, facts: Facts, build: Build): StepDefinition {
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

/** Only where people said something of the answers. */
export function agreementSteps(facts: Facts, build: Build): StepDefinition[] {
  if (!facts.answers?.labelled) return []
  const settings: AgreementSettings = { constitution: facts.constitution, critic: nameOfModel(facts.critic) }
  const inputs = {
    prompts: from.prompts,
    candidates: candidatesOf(facts),
    verdicts: from.verdicts,
    labels: { step: 'import:main', file: 'labels.jsonl' },
  }
  const files = ['disagreements.jsonl']
  return [build({ id: 'agreement:critic', settings, model: null, inputs, files })]
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
  const { generator, constitution, answers } = facts
  const settings: DatasetSettings = {
    method: name,
    constitution,
    include: config.select[name].include,
    near_duplicates: config.dataset.near_duplicates,
    seed: config.seed,
    ...(answers && isChosen(facts) ? { chosenBy: answers.reading.human ? 'human' : 'given' } : {}),
    provenance: {
      ...writtenAndJudged(config, facts),
      policy: policyOf(name, config, facts),
      template: generator.identity.templateId,
      prompts: facts.promptFiles
        .filter(({ evaluation }) => !evaluation)
        .map(({ path }) => sourceName(path, config)),
    },
  }
  const inputs: Record<string, InputSource> = {
    prompts: from.prompts,
    candidates: candidatesOf(facts),
    ...(isChosen(facts) ? {} : { verdicts: from.verdicts }),
    selections: facts.given.selected ?? {
      step: isChosen(facts) ? 'import:main' : `select:${name}`,
      file: 'selections.jsonl',
    },
  }
  const files = ['train.jsonl', 'val.jsonl']
  return build({ id: `dataset:${name}`, settings, model: null, inputs, files })
}

/** Who wrote the answers and who judged them; of imported answers only the files are known. */
function writtenAndJudged(config: Config, { generator, critic, answers }: Facts) {
  const identity = (model: ResolvedModel | 'rules') =>
    model === 'rules'
      ? { id: 'rules', revision: 'builtin' }
      : { id: model.identity.id, revision: model.identity.revision }
  if (answers === null) return { generator: identity(generator), critic: identity(critic) }
  const files = answers.files.map(({ path, sha256 }) => ({ name: sourceName(path, config), sha256 }))
  return {
    generator: null,
    critic: isChosen({ answers }) ? null : identity(critic),
    answers: { files, human: answers.reading.human },
  }
}

function policyOf(name: 'sft' | 'dpo', config: Config, facts: Facts) {
  if (isChosen(facts)) return { name: 'given', settings: {} }
  const settings = { ...config.select[name], min_score: config.dataset.min_score }
  return { name: config.select[name].policy, settings }
}
