/**
 * What is known about a model family, so that a config can name a model and say nothing else.
 * A config's own key always wins; what no preset says comes from the defaults in the schema.
 */
import type { Template } from './asks.js'
import type { DpoInput, SftInput } from './config/training.js'
import {
  chatTemplate,
  instructionResponseTemplate,
  instructOutputTemplate,
  plainTemplate,
} from './templates.js'
import { tinyTemplate } from './tiny-recipe.js'

export type Dtype = 'float32' | 'bfloat16' | 'float16'

export interface ModelPreset {
  id: string
  /** Models of one family may not judge each other unnoticed. */
  family: string
  /** null when unknown. */
  parameters: number | null
  licence: string
  template: Template
  /** Id of the question put to it when it is the critic and its style is `logits`. */
  criticTemplate: string
  /** `auto` means the first of these that the device can do; what isn't listed is refused. */
  dtypes: readonly Dtype[]
  batch_size: number
  lora_target_modules: 'all-linear' | readonly string[]
  /** Smallest difference in expected score that makes a pair, when it is the critic. */
  margin: number
  train: { sft: Partial<SftInput>; dpo: Partial<DpoInput> }
}

/** Its facts when it is known, else careful general ones under its own name. */
export function presetFor(id: string): ModelPreset {
  return presets.find((preset) => preset.id === id) ?? { ...general, id, family: id }
}

export function templateFor(id: string): Template | undefined {
  return templates.find((template) => template.id === id)
}

/** The number format in which a model is loaded when its config says `auto`. */
export function dtypeFor(preset: ModelPreset, device: { bf16: boolean }): Dtype {
  return preset.dtypes.find((dtype) => dtype !== 'bfloat16' || device.bf16) ?? 'float32'
}

const tiny: ModelPreset = {
  id: 'tiny',
  family: 'tiny',
  parameters: 1_066_112,
  licence: 'Apache-2.0',
  template: tinyTemplate,
  criticTemplate: 'tiny-logits/v1',
  dtypes: ['float32'],
  batch_size: 256,
  lora_target_modules: 'all-linear',
  margin: 2,
  train: {
    sft: {
      evaluations: 5,
      learning_rate: 1e-3,
      num_train_epochs: 3,
      per_device_train_batch_size: 16,
      gradient_accumulation_steps: 1,
      lr_scheduler_type: 'linear',
      warmup_ratio: 0.1,
      lora_dropout: 0,
    },
    // Stronger settings broke the model's language; the SFT loss on the chosen answer holds it (facts measured
    // on this very model, see the header of configs/quickstart.yaml).
    dpo: {
      evaluations: 4,
      learning_rate: 1e-4,
      num_train_epochs: 2,
      per_device_train_batch_size: 16,
      gradient_accumulation_steps: 1,
      lr_scheduler_type: 'linear',
      warmup_ratio: 0.1,
      lora_dropout: 0,
      loss_type: ['sigmoid', 'sft'],
      loss_weights: [1, 1],
    },
  },
}

const phi2: ModelPreset = {
  id: 'microsoft/phi-2',
  family: 'phi-2',
  parameters: 2_779_683_840,
  licence: 'MIT',
  template: instructOutputTemplate,
  criticTemplate: 'logits/v1',
  // Its attention overflows in float16 and then every logit is NaN.
  dtypes: ['bfloat16', 'float32'],
  batch_size: 8,
  lora_target_modules: ['q_proj', 'k_proj', 'v_proj', 'dense'],
  margin: 2,
  // The defaults of the schema are the published recipe for this model.
  train: { sft: {}, dpo: {} },
}

const presets: readonly ModelPreset[] = [tiny, phi2]

const templates: readonly Template[] = [
  chatTemplate,
  instructionResponseTemplate,
  instructOutputTemplate,
  plainTemplate,
  tinyTemplate,
]

const general: Omit<ModelPreset, 'id' | 'family'> = {
  parameters: null,
  licence: 'unknown',
  template: chatTemplate,
  criticTemplate: 'logits/v1',
  dtypes: ['bfloat16', 'float32', 'float16'],
  batch_size: 8,
  lora_target_modules: 'all-linear',
  margin: 2,
  train: { sft: {}, dpo: {} },
}
