/** Finds what is known about a model. What no preset says comes from the defaults in the schema. */
import type { Template } from '../asks.js'
import {
  chatTemplate,
  instructionResponseTemplate,
  instructOutputTemplate,
  plainTemplate,
} from '../templates.js'
import { tinyTemplate } from '../tiny-recipe.js'
import { baseModels } from './base-models.js'
import { chatModels } from './chat-models.js'
import { type Dtype, type ModelPreset, ordinary } from './preset.js'
import { tiny } from './tiny.js'

export const presets: readonly ModelPreset[] = [tiny, ...baseModels, ...chatModels]

/** What a mistyped name may have meant. */
export const presetNames: readonly string[] = presets.flatMap(({ id, aliases }) => [id, ...aliases])

/** Its facts when it is known, else careful general ones under its own name. */
export function presetFor(id: string): ModelPreset {
  return knownPreset(id) ?? { ...general, id, family: id }
}

export function knownPreset(id: string): ModelPreset | undefined {
  return presets.find((preset) => preset.id === id || preset.aliases.includes(id))
}

export function templateFor(id: string): Template | undefined {
  return templates.find((template) => template.id === id)
}

/** The number format in which a model is loaded when its config says `auto`. */
export function dtypeFor(preset: Pick<ModelPreset, 'dtypes'>, device: { bf16: boolean }): Dtype {
  return preset.dtypes.find((dtype) => dtype !== 'bfloat16' || device.bf16) ?? 'float32'
}

const templates: readonly Template[] = [
  chatTemplate,
  instructionResponseTemplate,
  instructOutputTemplate,
  plainTemplate,
  tinyTemplate,
]

/** Its own chat template, and every linear layer that the loaded model turns out to have. */
const general: Omit<ModelPreset, 'id' | 'family'> = {
  ...ordinary,
  shape: null,
  licence: null,
  gated: null,
  template: chatTemplate,
  lora_target_modules: 'all-linear',
}
