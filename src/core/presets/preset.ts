import type { Template } from '../asks.js'
import type { DpoInput, SftInput } from '../config/training.js'
import type { ModelShape } from '../model-size/shape.js'

export type Dtype = 'float32' | 'bfloat16' | 'float16'

/** What is known about a model, so that a config can name it and say nothing else. A config's own key always wins. */
export interface ModelPreset {
  /** As the Hub has it, or `tiny`. */
  id: string
  /** Other names of the same repository on the Hub. */
  aliases: readonly string[]
  /** Models of one family may not judge each other unnoticed. */
  family: string
  /** null when unknown. */
  shape: ModelShape | null
  /** As the Hub names it; null when unknown. */
  licence: string | null
  /** Whether its weights are given only to those who accepted the terms on its page; null when unknown. */
  gated: boolean | null
  template: Template
  /** Id of the question put to it when it is the critic and its style is `logits`. */
  criticTemplate: string
  /** `auto` means the first of these that the device can do; what isn't listed is refused. */
  dtypes: readonly Dtype[]
  /** Why a format is missing from `dtypes`. */
  dtypeReason?: string
  batch_size: number
  lora_target_modules: 'all-linear' | readonly string[]
  /** Smallest difference in expected score that makes a pair, when it is the critic. */
  margin: number
  train: { sft: Partial<SftInput>; dpo: Partial<DpoInput> }
}

/** What a preset needn't say. The defaults of the schema are the published recipe for phi-2. */
export const ordinary = {
  aliases: [],
  criticTemplate: 'logits/v1',
  dtypes: ['bfloat16', 'float32', 'float16'],
  batch_size: 8,
  margin: 2,
  train: { sft: {}, dpo: {} },
} as const satisfies Partial<ModelPreset>
