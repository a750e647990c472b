import { type Command, InvalidArgumentError } from 'commander'
import { ConfigError } from '../core/errors.js'
import { overlaysOf } from './overlays.js'
import type { ShowFlags } from './perform.js'
import { lossPictures } from './plots.js'
import { givenInput, loadForRun, type RunFlags } from './request.js'
import { addStageOptions, runStage } from './stage-command.js'
import { configureReplay } from './train-replay.js'

interface Flags extends RunFlags, ShowFlags {
  name?: string
  adapter?: string
  force?: boolean
  plot?: boolean
}

const settings = {
  epochs: 'num_train_epochs',
  maxSteps: 'max_steps',
  learningRate: 'learning_rate',
  lrScheduler: 'lr_scheduler_type',
  batchSize: 'per_device_train_batch_size',
  gradAccum: 'gradient_accumulation_steps',
  maxLength: 'max_length',
  loraR: 'lora_r',
  loraAlpha: 'lora_alpha',
  loraDropout: 'lora_dropout',
  loadIn4bit: 'load_in_4bit',
  probes: 'probes.prompts',
}

export function configure(command: Command): void {
  const parts = [
    { method: 'sft', summary: 'LoRA on the best answers' },
    { method: 'dpo', summary: 'LoRA on pairs, from the SFT adapter' },
  ] as const
  for (const { method, summary } of parts) {
    const part = command.command(method).summary(summary).description(`Trains ${summary}.`)
    addStageOptions(part)
      .option('--name <name>', `a training of the config; default: the first with method ${method}`)
      .option('--model <name>', 'base model: tiny, a name on the Hub, or a folder')
      .option('--epochs <n>', 'passes over the rows')
      .option('--max-steps <n>', 'optimiser steps, in place of epochs')
      .option('--learning-rate <r>', 'highest learning rate')
      .option('--lr-scheduler <name>', 'linear, cosine, constant or constant_with_warmup')
      .option('--batch-size <n>', 'rows in one forward pass')
      .option('--grad-accum <n>', 'forward passes in one step')
      .option('--max-length <n>', 'tokens of prompt and answer; longer rows are dropped and counted')
      .option('--lora-r <n>', 'rank of the adapter')
      .option('--lora-alpha <n>', 'scale of the adapter')
      .option('--lora-dropout <p>', 'dropout in the adapter')
      .option('--load-in-4bit', 'QLoRA: NF4 weights, double quantisation, bfloat16 arithmetic')
      .option(
        '--probes <n>',
        'prompts answered on the way, to look at; 0: none; your own: probes in the config',
        probeCount,
      )
      .option('--force', 'train again although nothing changed')
      .option('--plot', 'draw its losses')
    if (method === 'dpo') {
      part
        .option(
          '--from <training>',
          'what it starts from: base, where the pairs are all there is, or a training',
        )
        .option('--beta <b>', 'how strongly it is held to what it started from')
        .option('--adapter <folder>', 'adapter to go on from, in place of the training under `from`')
    }
    part.action((flags: Flags, called: Command) => train(method, flags, called))
  }
  configureReplay(command.command('replay'))
}

/** A text would be taken for a prompt of one's own: those are in the config, where they are a list. */
function probeCount(value: string): string {
  if (/^\d+$/.test(value)) return value
  throw new InvalidArgumentError(
    'It is a whole number; prompts of your own are under train.<name>.probes in the config.',
  )
}

async function train(method: 'sft' | 'dpo', flags: Flags, command: Command): Promise<void> {
  const name = flags.name ?? trainingWith(method, flags)
  const keys = Object.fromEntries(
    Object.entries({ ...settings, beta: 'beta', from: 'from' }).map(([flag, key]) => [
      flag,
      `train.${name}.${key}`,
    ]),
  )
  await runStage(flags, {
    steps: [`train:${name}`],
    overlays: overlaysOf(command, { model: 'models.generator', ...keys }),
    given: flags.adapter ? { adapter: givenInput(flags.adapter, 'adapter folder') } : {},
    force: flags.force ?? false,
    plots: (view, page) => lossPictures(view, page, `train:${name}`),
  })
}

function trainingWith(method: 'sft' | 'dpo', flags: RunFlags): string {
  const { train: trainings } = loadForRun(flags, []).config
  const name = Object.keys(trainings).find((key) => trainings[key]?.method === method)
  if (name !== undefined) return name
  throw new ConfigError(`The config has no training with method ${method}.`, {
    hint: `Add one under train, e.g. --set train.${method}.method=${method}.`,
  })
}
