/** From a config whose facts are resolved to the steps of the whole chain, in the order of their dependencies. */
import type { Identity } from '../core/asks.js'
import { hashOf } from '../core/canonical.js'
import type { Config } from '../core/config/schema.js'
import { baseName, type Training } from '../core/config/training.js'
import type { Constitution } from '../core/constitution.js'
import { type CriticTemplate, criticTemplateHash, criticTemplates } from '../core/critic/template.js'
import { rulesHash } from '../core/rules.js'
import type { CompareSettings } from '../stages/compare.js'
import type { DatasetSettings } from '../stages/dataset.js'
import type { GenerateSettings } from '../stages/generate.js'
import type { JudgeSettings } from '../stages/judge.js'
import type { PromptsSettings } from '../stages/prompts.js'
import type { SelectSettings } from '../stages/select.js'
import { stages } from '../stages/stages.js'
import type { TrainSettings } from '../stages/train.js'
import type { ResolvedModel } from './models.js'
import type { InputSource, StepDefinition } from './step.js'

/** Everything that a plan needs and that is not in the config. */
export interface Facts {
  constitution: Constitution
  generator: ResolvedModel
  critic: ResolvedModel | 'rules'
  judge: ResolvedModel | 'rules'
  promptFiles: { path: string; sha256: string; evaluation: boolean }[]
  /** Files that stand for what a step would make, by output: `--candidates`, `--selected`, `--adapter`. */
  given: { candidates?: InputSource; selected?: InputSource; adapter?: InputSource }
  versionsFor: (kind: 'answer' | 'train') => Record<string, string>
}

export function graphOf(config: Config, facts: Facts): StepDefinition[] {
  const build = builder(facts)
  return [
    promptsStep(config, facts, build),
    build({
      id: 'generate:main',
      settings: generateSettings(config),
      model: facts.generator,
      inputs: { prompts: from.prompts },
      files: ['candidates.jsonl'],
    }),
    build({
      id: 'critique:main',
      settings: critiqueSettings(config, facts),
      model: modelOf(facts.critic),
      inputs: { prompts: from.prompts, candidates: candidatesOf(facts) },
      files: ['verdicts.jsonl'],
    }),
    ...(['sft', 'dpo'] as const).map((name) => selectStep(name, config, facts, build)),
    ...(['sft', 'dpo'] as const).map((name) => datasetStep(name, config, facts, build)),
    ...inOrder(config.train).map(([name, training]) => trainStep(name, training, config, facts, build)),
    ...config.eval.models.map((model) => sampleStep(model, config, facts, build)),
    ...config.eval.models.flatMap((model) =>
      config.eval.judges.map((judge) => judgeStep({ model, judge, config, facts, build })),
    ),
    compareStep(config, facts, build),
  ]
}

const from = {
  prompts: { step: 'prompts:all', file: 'prompts.jsonl' },
  verdicts: { step: 'critique:main', file: 'verdicts.jsonl' },
} satisfies Record<string, InputSource>

const candidatesOf = ({ given }: Facts): InputSource =>
  given.candidates ?? { step: 'generate:main', file: 'candidates.jsonl' }

interface Part {
  id: string
  settings: unknown
  model: ResolvedModel | null
  inputs: Record<string, InputSource>
  files: string[]
  worker?: 'answer' | 'train'
}

type Build = (part: Part) => StepDefinition

function builder(facts: Facts): Build {
  return ({ id, settings, model, inputs, files, worker = 'answer' }) => {
    const stage = id.split(':')[0] as string
    const identity: Identity | null = model?.identity ?? null
    return {
      recipe: {
        id,
        stage,
        version: stages.get(stage)?.version as number,
        settings,
        identity,
        worker: model ? facts.versionsFor(worker) : null,
      },
      inputs,
      files,
      model: model?.step ?? null,
    }
  }
}

const modelOf = (judge: ResolvedModel | 'rules'): ResolvedModel | null => (judge === 'rules' ? null : judge)

function promptsStep({ data }: Config, { promptFiles }: Facts, build: Build): StepDefinition {
  const files = promptFiles.map(({ path, evaluation }, index) => ({
    input: `file${index}`,
    source: nameOf(path),
    evaluation,
  }))
  const evaluationFiles = promptFiles.some(({ evaluation }) => evaluation)
  const ratios = {
    validation: data.split.validation,
    evaluation: evaluationFiles ? 0 : data.split.evaluation,
  }
  const settings: PromptsSettings = { files, ratios }
  const inputs = Object.fromEntries(
    promptFiles.map(({ path, sha256 }, index) => [`file${index}`, { path, sha256 }]),
  )
  return build({ id: 'prompts:all', settings, model: null, inputs, files: ['prompts.jsonl'] })
}

/** A path is not part of a recipe; the file's own name tells a reader where a prompt came from. */
const nameOf = (path: string) => path.split(/[/\\]/).slice(-2).join('/')

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

function judgeOf(model: ResolvedModel | 'rules', style: Config['critique']['style']): JudgeSettings['judge'] {
  if (model === 'rules') return { kind: 'rules' }
  const template = requireCriticTemplate(style === 'logits' ? model.criticTemplate : `${style}/v1`)
  return { kind: 'model', template: template.id, templateHash: criticTemplateHash(template) }
}

function requireCriticTemplate(id: string): CriticTemplate {
  const template = criticTemplates.find((known) => known.id === id)
  if (!template) throw new Error(`there is no critic template ${id}`)
  return template
}

function selectStep(name: 'sft' | 'dpo', config: Config, facts: Facts, build: Build): StepDefinition {
  const settings: SelectSettings = {
    constitution: facts.constitution,
    policy: { ...config.select[name], min_score: config.dataset.min_score },
  }
  const inputs = { prompts: from.prompts, candidates: candidatesOf(facts), verdicts: from.verdicts }
  return build({ id: `select:${name}`, settings, model: null, inputs, files: ['selections.jsonl'] })
}

function datasetStep(name: 'sft' | 'dpo', config: Config, facts: Facts, build: Build): StepDefinition {
  const { generator, critic, constitution } = facts
  const nameIdentity = (model: ResolvedModel | 'rules') =>
    model === 'rules'
      ? { id: 'rules', revision: 'builtin' }
      : { id: model.identity.id, revision: model.identity.revision }
  const settings: DatasetSettings = {
    method: name,
    constitution,
    include: config.select[name].include,
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

function trainStep(
  name: string,
  training: Training,
  { seed }: Config,
  { generator }: Facts,
  build: Build,
): StepDefinition {
  const settings: TrainSettings = { training, seed }
  const data = (file: string): InputSource => ({ step: `dataset:${training.method}`, file })
  const inputs = {
    train: data('train.jsonl'),
    validation: data('val.jsonl'),
    ...(training.from === baseName ? {} : { adapter: adapterOf(training.from) }),
  }
  return build({
    id: `train:${name}`,
    settings,
    model: generator,
    inputs,
    files: ['adapter'],
    worker: 'train',
  })
}

const adapterOf = (training: string): InputSource => ({ step: `train:${training}`, file: 'adapter' })

function sampleStep(
  model: string,
  { eval: evaluation, seed, generate }: Config,
  { generator, given }: Facts,
  build: Build,
) {
  const { temperature, top_p, max_new_tokens, salt, samples } = evaluation
  const settings: GenerateSettings = {
    splits: ['evaluation'],
    limit: generate.limit ?? null,
    greedy: true,
    n: 1 + samples,
    temperature,
    top_p,
    max_new_tokens,
    seed,
    salt: `evaluate${salt}`,
  }
  const adapter = model === baseName ? {} : { adapter: given.adapter ?? adapterOf(model) }
  return build({
    id: `sample:${model}`,
    settings,
    model: generator,
    inputs: { prompts: from.prompts, ...adapter },
    files: ['candidates.jsonl'],
  })
}

function judgeStep({
  model,
  judge,
  config,
  facts,
  build,
}: {
  model: string
  judge: 'critic' | 'judge' | 'rules'
  config: Config
  facts: Facts
  build: Build
}) {
  const who = judge === 'rules' ? 'rules' : facts[judge]
  const { max_new_tokens, max_unparsed, style } = config.critique
  const settings: JudgeSettings = {
    constitution: facts.constitution,
    judge: judgeOf(who, style),
    questions: 'overall',
    max_new_tokens,
    max_unparsed,
  }
  const inputs = { prompts: from.prompts, candidates: { step: `sample:${model}`, file: 'candidates.jsonl' } }
  return build({
    id: `judge:${model}:${judge}`,
    settings,
    model: modelOf(who),
    inputs,
    files: ['verdicts.jsonl'],
  })
}

function compareStep({ eval: evaluation, seed }: Config, facts: Facts, build: Build): StepDefinition {
  const { models, judges, baseline } = evaluation
  const describe = (judge: 'critic' | 'judge' | 'rules') => {
    const who = judge === 'rules' ? 'rules' : facts[judge]
    const name = who === 'rules' ? 'rules' : who.identity.id
    const critic = facts.critic === 'rules' ? 'rules' : facts.critic.identity.id
    const identity =
      who === 'rules'
        ? `rules:${rulesHash(facts.constitution)}`
        : `model:${hashOf(who.identity).slice(0, 20)}`
    return { name: judge, identity: `${name} ${identity}`, selectedData: name === critic }
  }
  const settings: CompareSettings = {
    constitution: facts.constitution,
    baseline,
    models,
    judges: judges.map(describe),
    seed,
    embedded: facts.generator.step.embedded,
  }
  const inputs: Record<string, InputSource> = { prompts: from.prompts }
  for (const model of models) {
    inputs[`candidates:${model}`] = { step: `sample:${model}`, file: 'candidates.jsonl' }
    for (const judge of judges)
      inputs[`verdicts:${model}:${judge}`] = { step: `judge:${model}:${judge}`, file: 'verdicts.jsonl' }
  }
  return build({ id: 'compare:all', settings, model: null, inputs, files: [] })
}

/** Trainings after what they start from. */
function inOrder(trainings: Config['train']): [string, Training][] {
  const placed = new Set<string>([baseName])
  const ordered: [string, Training][] = []
  let waiting = Object.entries(trainings)
  while (waiting.length > 0) {
    const ready = waiting.filter(([, { from: start }]) => placed.has(start))
    if (ready.length === 0)
      throw new Error(`trainings start from each other: ${waiting.map(([name]) => name).join(', ')}`)
    for (const [name, training] of ready) {
      placed.add(name)
      ordered.push([name, training])
    }
    waiting = waiting.filter(([name]) => !placed.has(name))
  }
  return ordered
}
