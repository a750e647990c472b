import type { Identity } from '../core/asks.js'
import { hashOf } from '../core/canonical.js'
import type { ProbeSettings } from '../core/config/probes.js'
import type { WireModel } from '../io/worker/protocol.js'
import type { RedactionIdentity } from './redaction.js'

/** Where an input comes from: a file (or folder) of another step, or a file that the user gave. */
export type InputSource = { step: string; file: string } | { path: string; sha256: string }

/** `generate:main/candidates.jsonl`, or the path. */
export const sourceText = (source: InputSource): string =>
  'path' in source ? source.path : `${source.step}/${source.file}`

/** The recipe of a step: everything that decides what it makes, before its inputs are known. */
export interface Recipe {
  /** `stage:name`, e.g. `train:sft`. */
  id: string
  stage: string
  version: number
  /** Resolved settings with prompt texts inlined. */
  settings: unknown
  identity: Identity | null
  /** Versions of the worker's job kind and of the Python packages, where a worker is used. */
  worker: Record<string, string> | null
  /** Only where something from outside is redacted as it comes in. */
  redaction?: RedactionIdentity
}

export interface StepDefinition {
  recipe: Recipe
  inputs: Record<string, InputSource>
  /** Output files that exist once the step is done; `adapter` is a folder. */
  files: readonly string[]
  model: StepModel | null
  /** What a training is asked on the way. It makes no other adapter, so it is no part of the recipe. */
  probes?: ProbeSettings
}

/** How a step's model is loaded: what its answers don't depend on is here and not in the recipe. */
export interface StepModel {
  wire: Omit<WireModel, 'adapter'>
  batchSize: number
  /** Tokens of prompt and answer; null means the model's context. */
  maxLength: number | null
  device: 'auto' | 'cuda' | 'mps' | 'cpu'
  /** Set for a model that is made on first use. */
  embedded: boolean
}

/** Hash of the recipe: known before the step runs. */
export function fingerprintOf(recipe: Recipe): string {
  return hashOf(recipe)
}

/**
 * Hash of the recipe and of the contents of the inputs: two steps with the same key would make the same thing,
 * so the key names the step's folder.
 */
export function stepKey(recipe: Recipe, inputs: Record<string, string>): string {
  return hashOf([fingerprintOf(recipe), inputs])
}

/** `train:sft` → `train-sft-0123456789ab`. */
export function folderName(recipe: Recipe, key: string): string {
  return `${recipe.id.replaceAll(':', '-')}-${key.slice(0, 12)}`
}
