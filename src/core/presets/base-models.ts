/**
 * Models that were never taught a chat format; a template of ours stands in for one. Where the sizes come from is said
 * in scripts/oracles/model_sizes.py; licences are those of the model cards from memory, not read on the Hub.
 */
import type { ModelShape } from '../model-size/shape.js'
import { instructionResponseTemplate, instructOutputTemplate } from '../templates.js'
import { type ModelPreset, ordinary } from './preset.js'

const phi2: ModelPreset = {
  ...ordinary,
  id: 'microsoft/phi-2',
  family: 'phi-2',
  shape: {
    architecture: 'phi',
    layers: 32,
    hidden: 2560,
    heads: 32,
    kvHeads: 32,
    headDim: 80,
    intermediate: 10240,
    vocabulary: 51200,
    context: 2048,
    tied: false,
    sliding: null,
  },
  licence: 'MIT',
  gated: false,
  template: instructOutputTemplate,
  dtypes: ['bfloat16', 'float32'],
  dtypeReason: 'its attention overflows in float16, and then every score is NaN',
  lora_target_modules: ['q_proj', 'k_proj', 'v_proj', 'dense'],
}

const gpt: Pick<ModelShape, 'architecture' | 'vocabulary' | 'tied'> = {
  architecture: 'gpt2',
  vocabulary: 50257,
  tied: true,
}

const gpt2: ModelPreset = {
  ...ordinary,
  id: 'gpt2',
  aliases: ['openai-community/gpt2'],
  family: 'gpt2',
  shape: {
    ...gpt,
    layers: 12,
    hidden: 768,
    heads: 12,
    kvHeads: 12,
    headDim: 64,
    intermediate: 3072,
    context: 1024,
    sliding: null,
  },
  licence: 'MIT',
  gated: false,
  template: instructionResponseTemplate,
  lora_target_modules: ['c_attn', 'c_proj'],
}

const gpt2Xl: ModelPreset = {
  ...gpt2,
  id: 'gpt2-xl',
  aliases: ['openai-community/gpt2-xl'],
  shape: {
    ...gpt,
    layers: 48,
    hidden: 1600,
    heads: 25,
    kvHeads: 25,
    headDim: 64,
    intermediate: 6400,
    context: 1024,
    sliding: null,
  },
}

const gptNeo: ModelPreset = {
  ...ordinary,
  id: 'EleutherAI/gpt-neo-125M',
  aliases: ['EleutherAI/gpt-neo-125m'],
  family: 'gpt-neo',
  shape: {
    ...gpt,
    architecture: 'gpt_neo',
    layers: 12,
    hidden: 768,
    heads: 12,
    kvHeads: 12,
    headDim: 64,
    intermediate: 3072,
    context: 2048,
    sliding: { layers: 6, window: 256 },
  },
  licence: 'MIT',
  gated: false,
  template: instructionResponseTemplate,
  lora_target_modules: ['q_proj', 'k_proj', 'v_proj', 'out_proj'],
}

export const baseModels: readonly ModelPreset[] = [phi2, gptNeo, gpt2, gpt2Xl]
