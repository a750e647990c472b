/** What measures the models: answers, verdicts, and the comparison. */
import { hashOf } from '../../core/canonical.js'
import type { Config } from '../../core/config/schema.js'
import { baseName } from '../../core/config/training.js'
import { rulesHash } from '../../core/rules.js'
import type { CompareSettings } from '../../stages/compare.js'
import type { GenerateSettings } from '../../stages/generate.js'
import type { JudgeSettings } from '../../stages/judge.js'
import type { InputSource, StepDefinition } from '../step.js'
import { type Build, type Facts, from, isChosen, judgeOf, modelOf, nameOfModel } from './build.js'
import { adapterOf } from './train-steps.js'

export function sampleStep(
  model: string,
  { eval: evaluation, seed }: Config,
  { generator, given }: Facts,
  build: Build,
) {
  const { temperature, top_p, max_new_tokens, limit, salt, samples } = evaluation
  const settings: GenerateSettings = {
    splits: ['evaluation'],
    limit: limit ?? null,
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

export function judgeStep({
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

export function compareStep(config: Config, facts: Facts, build: Build): StepDefinition {
  const { models, judges, baseline } = config.eval
  const { threshold, ngram } = config.dataset.near_duplicates
  const describe = (judge: 'critic' | 'judge' | 'rules') => {
    const who = judge === 'rules' ? 'rules' : facts[judge]
    const name = nameOfModel(who)
    const critic = nameOfModel(facts.critic)
    const identity =
      who === 'rules'
        ? `rules:${rulesHash(facts.constitution)}`
        : `model:${hashOf(who.identity).slice(0, 20)}`
    return { name: judge, identity: `${name} ${identity}`, selectedData: name === critic && !isChosen(facts) }
  }
  const settings: CompareSettings = {
    constitution: facts.constitution,
    baseline,
    models,
    judges: judges.map(describe),
    seed: config.seed,
    near: { threshold, ngram },
    embedded: facts.generator.step.embedded,
  }
  const inputs: Record<string, InputSource> = { prompts: from.prompts, ...trainingData(config, facts) }
  for (const model of models) {
    inputs[`candidates:${model}`] = { step: `sample:${model}`, file: 'candidates.jsonl' }
    for (const judge of judges)
      inputs[`verdicts:${model}:${judge}`] = { step: `judge:${model}:${judge}`, file: 'verdicts.jsonl' }
  }
  return build({ id: 'compare:all', settings, model: null, inputs, files: [] })
}

/** The rows that the compared models were trained on, earlier trainings included; none for an adapter from elsewhere. */
function trainingData({ eval: { models }, train }: Config, { given }: Facts): Record<string, InputSource> {
  if (given.adapter) return {}
  const methods = new Set<string>()
  for (const model of models) {
    for (let name = model; name !== baseName; name = train[name]!.from) methods.add(train[name]!.method)
  }
  const source = (method: string): InputSource => ({ step: `dataset:${method}`, file: 'train.jsonl' })
  return Object.fromEntries([...methods].sort().map((method) => [`training:${method}`, source(method)]))
}
