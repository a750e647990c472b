/** The trainings, each after what it starts from. */
import type { Config } from '../../core/config/schema.js'
import type { Training } from '../../core/config/training.js'
import { baseName } from '../../core/config/training.js'
import type { TrainSettings } from '../../stages/train.js'
import type { ResolvedModel } from '../models.js'
import type { InputSource, StepDefinition } from '../step.js'
import type { Build, Facts } from './build.js'

export function trainSteps(config: Config, facts: Facts, build: Build): StepDefinition[] {
  return inOrder(config.train).map(([name, training]) => trainStep(name, training, config, facts, build))
}

function trainStep(
  name: string,
  { probes, ...training }: Training,
  { seed }: Config,
  { generator, given }: Facts,
  build: Build,
): StepDefinition {
  const settings: TrainSettings = { training, seed }
  const data = (file: string): InputSource => ({ step: `dataset:${training.method}`, file })
  const inputs = {
    train: data('train.jsonl'),
    validation: data('val.jsonl'),
    ...startOf(training, given.adapter),
  }
  return build({
    id: `train:${name}`,
    settings,
    model: training.load_in_4bit ? inFourBits(generator) : generator,
    inputs,
    files: ['adapter', 'metrics.jsonl', 'probes.jsonl'],
    worker: 'train',
    probes,
  })
}

/** What it goes on from: an adapter that was given for it, another training, or nothing but the base. */
function startOf(
  { from, method }: Pick<Training, 'from' | 'method'>,
  given: InputSource | undefined,
): Record<string, InputSource> {
  if (given && method === 'dpo') return { adapter: given }
  return from === baseName ? {} : { adapter: adapterOf(from) }
}

/** The generator as QLoRA trains on it. It answers in its own precision, and the adapter fits both. */
function inFourBits({ identity, step, ...rest }: ResolvedModel): ResolvedModel {
  const wire = { ...step.wire, quantization: 'nf4' as const }
  return { ...rest, identity: { ...identity, quant: 'nf4' }, step: { ...step, wire } }
}

export const adapterOf = (training: string): InputSource => ({ step: `train:${training}`, file: 'adapter' })

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
