/** Finds what is known about a model. What no preset says comes from the defaults in the schema. */
import type { Template } from '../asks.js'
import { nearest } from '../config/suggest.js'
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

const presetNames: readonly string[] = presets.flatMap(({ id, aliases }) => [id, ...aliases])

/** Its facts when it is known, else careful general ones under its own name. */
export function presetFor(id: string): ModelPreset {
  return knownPreset(id) ?? { ...general, id, family: id }
}

export function knownPreset(id: string): ModelPreset | undefined {
  return presets.find((preset) => preset.id === id || preset.aliases.includes(id))
}

/**
 * The preset that a name without its owner, or a mistyped one, most likely meant: `phi-2` is `microsoft/phi-2`.
 * Undefined for the name of a preset, and when none is near.
 */
export function presetMeant(name: string): string | undefined {
  if (knownPreset(name)) return undefined
  const byLastPart = new Map(presetNames.map((full) => [full.split('/').at(-1) as string, full]))
  const lastPart = name.includes('/') ? undefined : nearest(name, byLastPart.keys())
  return nearest(name, presetNames) ?? (lastPart && byLastPart.get(lastPart))
}

/** Known to have had no training in doing what it is told. */
export function isBaseModel(id: string): boolean {
  return baseModels.some((preset) => preset.id === id || preset.aliases.includes(id))
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
