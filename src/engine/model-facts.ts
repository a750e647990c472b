/** What can be said of a model without loading it: from its preset, its folder or the Hugging Face cache. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parametersOf } from '../core/model-size/layout.js'
import { type ModelShape, shapeOf } from '../core/model-size/shape.js'
import type { ModelPreset } from '../core/presets/preset.js'
import { knownPreset, presetFor } from '../core/presets/presets.js'
import { configOnHub, downloadSize, type HubModel, modelOnHub } from '../io/models/hub.js'
import { cachedCommit, hasModel, snapshotFolder } from '../io/models/hub-cache.js'
import { configFolder } from '../io/models/model-folder.js'
import { isFolder } from './models.js'

export interface ModelFacts {
  id: string
  preset: ModelPreset
  known: boolean
  shape: ModelShape | null
  parameters: number | null
  /** Whose config.json or data the sizes are from. */
  sizesFrom: 'preset' | 'folder' | 'cache' | 'hub' | null
  /** Whether its weights are on this machine; null for the embedded models, which are made on first use. */
  here: boolean | null
  /** Whether its tokenizer has a chat template; null when that can't be seen. */
  chatTemplate: boolean | null
  /** What the Hub said, where it was asked: a model whose files this machine may read. */
  hub: (HubModel & { downloadBytes: number }) | null
}

/** @throws PrerequisiteError for a folder without a model. */
export function modelFacts(id: string): ModelFacts {
  const known = knownPreset(id) !== undefined
  const place = placeOf(id)
  const config = place && readJson(join(place.folder, 'config.json'))
  const preset = presetFor(place?.from === 'folder' ? basename(place.folder) : id)
  const found = shapeOf(config)
  const shape = found ?? preset.shape
  return {
    id: preset.id,
    preset,
    known,
    shape,
    parameters: shape && parametersOf(shape),
    sizesFrom: (found && place?.from) || (preset.shape && 'preset'),
    here: id === 'tiny' ? null : place !== null && hasModel(place.folder),
    chatTemplate: place && hasChatTemplate(place.folder),
    hub: null,
  }
}

/** The same with the Hub's own word. @throws PrerequisiteError when it is not there or may not be read. */
export async function modelFactsOnHub(id: string): Promise<ModelFacts> {
  const facts = modelFacts(id)
  if (id === 'tiny' || isFolder(id)) return facts
  const model = await modelOnHub({ name: id, revision: 'main' })
  const place = { name: id, revision: model.commit }
  const downloadBytes = await downloadSize(place)
  const shape = shapeOf(await configOnHub(place))
  const sizes = shape && { shape, parameters: parametersOf(shape), sizesFrom: 'hub' as const }
  const preset = { ...facts.preset, licence: model.licence ?? facts.preset.licence, gated: model.gated }
  return { ...facts, ...sizes, preset, hub: { ...model, downloadBytes } }
}

function placeOf(id: string): { folder: string; from: 'folder' | 'cache' } | null {
  if (isFolder(id)) return { folder: configFolder(id), from: 'folder' }
  for (const name of [id, ...presetFor(id).aliases]) {
    const commit = cachedCommit(name, 'main')
    if (commit) return { folder: snapshotFolder(name, commit), from: 'cache' }
  }
  return null
}

function hasChatTemplate(folder: string): boolean {
  if (existsSync(join(folder, 'chat_template.jinja'))) return true
  const tokenizer = readJson(join(folder, 'tokenizer_config.json'))
  return typeof tokenizer === 'object' && tokenizer !== null && 'chat_template' in tokenizer
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
