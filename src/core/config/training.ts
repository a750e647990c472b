/** `train.<name>`: one LoRA training by SFT or DPO. Key names are those of TRL and PEFT. */
import { z } from 'zod'
import { probesSchema } from './probes.js'

/** A training or evaluated model in config: also part of step names and folder names. */
export const trainingName = z.string().regex(/^[a-z][a-z0-9_-]*$/)

/** The model that no training has touched yet. */
export const baseName = 'base'

export const schedules = ['linear', 'cosine', 'constant', 'constant_with_warmup'] as const
export type LearningRateSchedule = (typeof schedules)[number]

const optimizers = [
  'adamw_torch',
  'adamw_torch_fused',
  'adamw_8bit',
  'paged_adamw_8bit',
  'adafactor',
  'sgd',
] as const

/** `loss_type` of TRL's DPO trainer. */
const preferenceLosses = [
  'sigmoid',
  'hinge',
  'ipo',
  'exo_pair',
  'nca_pair',
  'robust',
  'bco_pair',
  'sppo_hard',
  'aot',
  'aot_unpaired',
  'apo_zero',
  'apo_down',
  'discopop',
  'sft',
  'sigmoid_norm',
] as const

const loss = z.enum(preferenceLosses)

export const earlyStoppingSchema = z.strictObject({
  policy: z
    .enum(['default', 'economy', 'off'])
    .default('default')
    .describe(
      'default: stops what diverges, overfits, has nothing left to learn, or is out of patience; economy: stops on ' +
        'a plateau instead of patience, sooner and at some risk; off: only a loss that is not finite stops',
    ),
  patience: z
    .int()
    .positive()
    .default(10)
    .describe(
      'default policy: evaluations in a row without a better validation loss. Below that number of evaluations it ' +
        'can never act; linear and cosine schedules count from half the peak rate on',
    ),
  min_delta: z
    .number()
    .nonnegative()
    .default(0)
    .describe('how much lower a validation loss must be to count as better, in its own unit'),
  min_exposure: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('share of the planned tokens before which only a loss that explodes stops, 0 to 1'),
  min_epochs: z
    .number()
    .nonnegative()
    .optional()
    .describe('passes over the rows of which the same holds; default: 1 for sft of at most 3 epochs, else 0'),
  min_evaluations: z
    .int()
    .positive()
    .default(6)
    .describe(
      'validation passes of which the same holds; a training with fewer is never called finished early',
    ),
})

const common = {
  from: z
    .string()
    .optional()
    .transform((from) => from ?? baseName)
    .describe(
      'what it starts from: base, or another training whose adapter is trained on; ' +
        'default: base for sft, the training named sft (when there is one) for dpo',
    ),
  max_steps: z
    .int()
    .positive()
    .optional()
    .describe('optimiser steps, in place of num_train_epochs; default: by num_train_epochs'),
  per_device_train_batch_size: z.int().positive().default(4).describe('rows in one forward pass'),
  gradient_accumulation_steps: z
    .int()
    .positive()
    .default(4)
    .describe('forward passes in one optimiser step; times the batch size: the effective batch'),
  lr_scheduler_type: z.enum(schedules).default('cosine').describe('how the learning rate falls'),
  warmup_ratio: z
    .number()
    .min(0)
    .lt(1)
    .default(0.03)
    .describe('share of the steps in which the learning rate rises, 0 to 1'),
  optim: z.enum(optimizers).default('adamw_torch').describe('the optimiser'),
  weight_decay: z.number().nonnegative().default(0).describe('weight decay of the optimiser'),
  max_grad_norm: z.number().positive().default(1).describe('longer gradients are shortened to this'),
  max_length: z
    .int()
    .positive()
    .default(512)
    .describe('tokens of prompt and answer together; longer rows are dropped and counted'),
  lora_r: z.int().positive().default(8).describe('rank of the adapter'),
  lora_alpha: z
    .number()
    .positive()
    .default(16)
    .describe('scale of the adapter; it acts as lora_alpha / lora_r'),
  lora_dropout: z.number().min(0).lt(1).default(0.05).describe('share of adapter inputs dropped in training'),
  lora_target_modules: z
    .union([z.literal('all-linear'), z.array(z.string().min(1)).min(1)])
    .default('all-linear')
    .describe(
      'modules that get an adapter; each name must match in the loaded model; the preset names its own',
    ),
  load_in_4bit: z
    .boolean()
    .default(false)
    .describe(
      'QLoRA: NF4 weights with double quantisation and bfloat16 arithmetic under the adapter while it is trained; ' +
        'always so when the generator itself is loaded in 4 bit',
    ),
  gradient_checkpointing: z.boolean().default(false).describe('less memory for about a third more time'),
  evaluations: z
    .int()
    .positive()
    .default(10)
    .describe(
      'validation passes (and checkpoints) over the planned steps; early stopping needs 8 to see overfitting, and ' +
        'more than its patience to run out of it',
    ),
  early_stopping: earlyStoppingSchema.prefault({}).describe('when to stop before the planned end'),
  probes: probesSchema
    .prefault({})
    .describe(
      'prompts answered greedily while it trains, to look at: nothing is decided by them, and with others a ' +
        'finished training is reused, not made again',
    ),
}

const epochs = z.number().positive().max(1000)
const learningRate = z.number().positive().max(1)

export const sftSchema = z.strictObject({
  method: z.literal('sft').describe('supervised fine-tuning on the best answers'),
  learning_rate: learningRate.default(2e-4).describe('highest learning rate'),
  num_train_epochs: epochs.default(3).describe('passes over the training rows'),
  ...common,
})

export const dpoSchema = z.strictObject({
  method: z.literal('dpo').describe('direct preference optimisation on pairs of answers'),
  learning_rate: learningRate.default(5e-6).describe('highest learning rate'),
  num_train_epochs: epochs.default(1).describe('passes over the training rows'),
  ...common,
  beta: z.number().positive().default(0.1).describe('how strongly the model is held to what it started from'),
  loss_type: z
    .union([loss.transform((one) => [one]), z.array(loss).min(1)])
    .prefault(['sigmoid'])
    .describe('one or more losses of TRL, added up; sft holds on to the chosen answer'),
  loss_weights: z
    .array(z.number().nonnegative())
    .optional()
    .describe('one weight for each of loss_type; default: 1 each'),
  label_smoothing: z
    .number()
    .min(0)
    .lt(0.5)
    .default(0)
    .describe('how likely a pair is the wrong way round, 0 to 0.5'),
})

export type SftInput = z.input<typeof sftSchema>
export type DpoInput = z.input<typeof dpoSchema>

const trainingSchema = z.discriminatedUnion('method', [sftSchema, dpoSchema])

/** What is trained when a config has no `train`. */
export const defaultTrainings: Record<string, SftInput | DpoInput> = {
  sft: { method: 'sft' },
  dpo: { method: 'dpo', from: 'sft' },
}

export const trainSchema = z.record(trainingName, trainingSchema)

export type EarlyStopSettings = z.infer<typeof earlyStoppingSchema>
export type SftTraining = z.infer<typeof sftSchema>
export type DpoTraining = z.infer<typeof dpoSchema>
export type Training = z.infer<typeof trainingSchema>
/** What decides the adapter. Probes are answered beside it. */
export type TrainingRecipe = Omit<SftTraining, 'probes'> | Omit<DpoTraining, 'probes'>
