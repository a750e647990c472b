/** What a schema can't say: settings that are right alone and wrong together. */
import { presetFor } from '../presets/presets.js'
import { findIdentifiers } from '../redaction/find.js'
import type { Problem } from './problem.js'
import type { Config } from './schema.js'
import { nearest } from './suggest.js'
import { baseName } from './training.js'

export function contradictions(config: Config): Problem[] {
  return [
    ...answerProblems(config),
    ...splitProblems(config),
    ...dtypeProblems(config),
    ...trainingProblems(config),
    ...probeProblems(config),
    ...evaluationProblems(config),
  ]
}

function answerProblems({ data: { prompts, answers }, train }: Config): Problem[] {
  if (answers === undefined) {
    const message = 'is missing: expected a text or a list'
    return prompts.length > 0 ? [] : [{ key: ['data', 'prompts'], message }]
  }
  if (answers.as !== 'examples') return []
  return Object.entries(train).flatMap(([name, { method }]) =>
    method === 'sft'
      ? []
      : [
          {
            key: ['train', name],
            message:
              'needs pairs, and data.answers.as is examples: take it out of the config, or bring pairs',
          },
        ],
  )
}

function splitProblems({ data }: Config): Problem[] {
  const kept = data.split.validation + (data.evaluation ? 0 : data.split.evaluation)
  if (kept < 1) return []
  return [
    {
      key: ['data', 'split'],
      message: 'leaves no prompt to train on: the shares must add up to less than 1',
    },
  ]
}

function dtypeProblems({ models }: Config): Problem[] {
  return (['generator', 'critic', 'judge'] as const).flatMap((role) => {
    const model = models[role]
    if (model === 'rules' || model.dtype === 'auto') return []
    const { dtypes, dtypeReason } = presetFor(model.id)
    if (dtypes.includes(model.dtype)) return []
    const reason = dtypeReason ? ` (${dtypeReason})` : ''
    const message = `${model.dtype} gives wrong results with ${model.id}${reason}: use ${dtypes.join(' or ')}`
    return [{ key: ['models', role, 'dtype'], message }]
  })
}

function trainingProblems({ train }: Config): Problem[] {
  return Object.entries(train).flatMap(([name, training]) => {
    const key = ['train', name]
    const problems: Problem[] = []
    if (name === baseName) problems.push({ key, message: 'base is the name of the untrained model' })
    if (training.from !== baseName && !(training.from in train)) {
      problems.push({ key: [...key, 'from'], ...unknownModel(training.from, train) })
    } else if (comesBackTo(name, train)) {
      problems.push({ key: [...key, 'from'], message: 'goes round in a circle' })
    }
    if (
      training.method === 'dpo' &&
      (training.loss_weights ?? training.loss_type).length !== training.loss_type.length
    ) {
      const message = `must have one weight for each of the ${training.loss_type.length} in loss_type`
      problems.push({ key: [...key, 'loss_weights'], message })
    }
    return problems
  })
}

/** The config is kept as it is written, also where everything else is redacted. */
function probeProblems({ train, redact: { types, prices } }: Config): Problem[] {
  const sought = [...types, ...(prices ? (['price'] as const) : [])]
  return Object.entries(train).flatMap(([name, { probes }]) =>
    (typeof probes.prompts === 'number' ? [] : probes.prompts).flatMap((text, index): Problem[] => {
      const [found] = findIdentifiers(text, sought)
      if (!found) return []
      const message = `holds an identifier (${found.type}), which redact is to keep out of the outputs: the config is stored with the run`
      return [{ key: ['train', name, 'probes', 'prompts', index], message }]
    }),
  )
}

function comesBackTo(name: string, train: Config['train']): boolean {
  const seen = new Set<string>()
  let current = train[name]?.from
  while (current !== undefined && current !== baseName && !seen.has(current)) {
    seen.add(current)
    current = train[current]?.from
  }
  return seen.has(name)
}

function evaluationProblems({ eval: evaluation, train }: Config): Problem[] {
  const problems: Problem[] = evaluation.models.flatMap((name, index) =>
    name === baseName || name in train
      ? []
      : [{ key: ['eval', 'models', index], ...unknownModel(name, train) }],
  )
  if (!evaluation.models.includes(evaluation.baseline)) {
    problems.push({
      key: ['eval', 'baseline'],
      message: `${JSON.stringify(evaluation.baseline)} is not among eval.models: ${evaluation.models.join(', ')}`,
    })
  }
  return problems
}

function unknownModel(name: string, train: Config['train']): { message: string; meant?: string } {
  const known = [baseName, ...Object.keys(train)]
  const meant = nearest(name, known)
  const message = `there is no training ${JSON.stringify(name)}; there are ${known.join(', ')}`
  return meant === undefined ? { message } : { message, meant }
}
