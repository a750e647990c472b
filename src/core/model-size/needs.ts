/** What a model needs for each thing that lattice does with it, with the batch and lengths of its preset. */
import { sftSchema } from '../config/training.js'
import type { ModelPreset } from '../presets/preset.js'
import { loraParametersOf } from './layout.js'
import { answeringMemory, type Memory, trainingMemory, type WeightFormat } from './memory.js'
import type { ModelShape } from './shape.js'

export type Use = 'answers' | 'sft' | 'dpo'

export interface Need extends Memory {
  use: Use
  format: WeightFormat
  rows: number
  length: number
}

export interface Wishes {
  /** Rows in one forward pass of a training. */
  batch?: number
  /** Tokens of prompt and answer together. */
  length?: number
  rank?: number
  /** gradient_checkpointing */
  checkpointing?: boolean
}

/** Answers, SFT and DPO, each in every format that the model may run in and in NF4. */
export function needsOf(shape: ModelShape, preset: ModelPreset, wishes: Wishes = {}): Need[] {
  const formats: WeightFormat[] = [...preset.dtypes.filter((dtype) => dtype !== 'float16'), 'nf4']
  const uses: Use[] = ['answers', 'sft', 'dpo']
  return uses.flatMap((use) => formats.map((format) => needOf({ shape, preset, wishes, use, format })))
}

export function needOf({
  shape,
  preset,
  wishes = {},
  use,
  format,
}: {
  shape: ModelShape
  preset: ModelPreset
  wishes?: Wishes
  use: Use
  format: WeightFormat
}): Need {
  const { rank, targets, batch, length } = loraOf(preset, wishes)
  const { checkpointing = false } = wishes
  if (use === 'answers') {
    const load = { rows: preset.batch_size, length }
    return { use, format, ...load, ...answeringMemory(shape, format, load) }
  }
  const load = { rows: batch, length }
  return {
    use,
    format,
    ...load,
    ...trainingMemory(shape, format, { method: use, checkpointing, ...load, rank, targets }),
  }
}

/** Trainable parameters of its adapter. */
export function adapterParametersOf(shape: ModelShape, preset: ModelPreset, wishes: Wishes = {}): number {
  return loraParametersOf(shape, loraOf(preset, wishes))
}

/** The settings of an adapter as a config without them would have them. */
export function loraOf(preset: ModelPreset, { batch, length, rank }: Wishes = {}) {
  const defaults = sftSchema.parse({ method: 'sft', ...preset.train.sft })
  return {
    rank: rank ?? defaults.lora_r,
    targets: preset.lora_target_modules,
    batch: batch ?? defaults.per_device_train_batch_size,
    length: length ?? defaults.max_length,
  }
}
