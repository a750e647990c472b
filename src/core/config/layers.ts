/** Fills a draft: first what overlays say, then what the presets of its models know, then defaults that depend. */
import type { ModelPreset } from '../presets/preset.js'
import { knownPreset, presetFor } from '../presets/presets.js'
import { type Draft, fill, isSection, lay, originNear, valueAt } from './draft.js'
import { defaultModels } from './models.js'
import { type Overlay, overlaysFromEnvironment } from './overlay.js'
import type { Problem } from './problem.js'
import { baseName, defaultTrainings } from './training.js'

const roles = ['generator', 'critic', 'judge'] as const

/** Default models and trainings come first, so that one setting of them can be overlaid without repeating the rest. */
export function layOverlays(
  draft: Draft,
  environment: Readonly<Record<string, string | undefined>>,
  overlays: readonly Overlay[],
): Problem[] {
  fillStructure(draft)
  const found = overlaysFromEnvironment(environment, Object.keys(trainingsOf(draft)))
  for (const { key, value, source } of [...found.overlays, ...overlays]) {
    lay(draft, key.split('.'), value, source)
    writeOutModels(draft)
  }
  fillStructure(draft)
  if (valueAt(draft, ['data', 'answers', 'as']) === 'examples') leaveOutPairTrainings(draft)
  return found.problems
}

/** Examples are no pairs: a default training that needs some is left out, one that somebody wrote is their mistake. */
function leaveOutPairTrainings(draft: Draft): void {
  for (const [name, { method }] of Object.entries(defaultTrainings)) {
    const origins = [...draft.origins].filter(([key]) => `${key}.`.startsWith(`train.${name}.`))
    const untouched = origins.every(([, origin]) => origin === 'default')
    if (method !== 'sft' && untouched) lay(draft, ['train', name], null, 'default')
  }
}

/** What the models bring along, where nobody said otherwise. */
export function fillFromPresets(draft: Draft): void {
  for (const role of roles) {
    const preset = presetOf(draft, role)
    if (!preset) continue
    fill(draft, ['models', role, 'template'], preset.template.id, sourceOf(preset))
    fill(draft, ['models', role, 'batch_size'], preset.batch_size, sourceOf(preset))
  }
  const generator = presetOf(draft, 'generator')
  for (const [name, training] of Object.entries(trainingsOf(draft))) {
    if (generator && isSection(training)) fillTraining(draft, ['train', name], generator)
  }
  const critic = presetOf(draft, 'critic')
  for (const name of critic ? ['sft', 'dpo'] : []) {
    fill(draft, ['select', name, 'margin'], critic!.margin, sourceOf(critic!))
  }
}

/** Defaults that follow from other settings. */
export function fillDependent(draft: Draft): void {
  const names = Object.keys(trainingsOf(draft))
  for (const name of names) {
    const key = ['train', name]
    const continues = valueAt(draft, [...key, 'method']) === 'dpo' && name !== 'sft' && names.includes('sft')
    if (isSection(valueAt(draft, key))) fill(draft, [...key, 'from'], continues ? 'sft' : baseName, 'default')
  }
  fill(draft, ['eval', 'models'], [baseName, ...names], 'default')
  fill(draft, ['eval', 'judges'], ['critic', 'judge'], 'default')
  const judges = valueAt(draft, ['eval', 'judges'])
  if (!Array.isArray(judges)) return
  // No answer is scored twice under two names: whoever is critic and judge goes by what it declares as.
  const played = judges.map((role) => {
    if (valueAt(draft, ['models', role]) === 'rules') return 'rules'
    return role === 'critic' && sameModel(draft) ? 'judge' : role
  })
  lay(draft, ['eval', 'judges'], [...new Set(played)], originNear(draft, ['eval', 'judges']) ?? 'default')
}

function sameModel(draft: Draft): boolean {
  const [critic, judge] = ['critic', 'judge'].map((role) =>
    ['id', 'revision'].map((name) => valueAt(draft, ['models', role, name])),
  )
  return JSON.stringify(critic) === JSON.stringify(judge)
}

function fillStructure(draft: Draft): void {
  fill(draft, ['data'], {}, 'default')
  for (const role of roles) fill(draft, ['models', role], defaultModels[role], 'default')
  writeOutModels(draft)
  if (valueAt(draft, ['train']) !== undefined) return
  for (const [name, training] of Object.entries(defaultTrainings)) {
    for (const [key, value] of Object.entries(training)) lay(draft, ['train', name, key], value, 'default')
  }
}

/** Writes `generator: tiny` as `generator: {id: tiny}`, so that single settings can be laid over it. */
function writeOutModels(draft: Draft): void {
  for (const role of roles) {
    const id = valueAt(draft, ['models', role])
    if (typeof id !== 'string' || (id === 'rules' && role !== 'generator')) continue
    lay(draft, ['models', role, 'id'], id, originNear(draft, ['models', role]) ?? 'default')
  }
}

function fillTraining(draft: Draft, key: readonly string[], preset: ModelPreset): void {
  const method = valueAt(draft, [...key, 'method'])
  if (method !== 'sft' && method !== 'dpo') return
  fill(draft, [...key, 'lora_target_modules'], preset.lora_target_modules, sourceOf(preset))
  // Weights belong to their losses: a config that names other losses doesn't want the preset's weights.
  const ownLosses = valueAt(draft, [...key, 'loss_type']) !== undefined
  for (const [name, value] of Object.entries(preset.train[method])) {
    if (name === 'loss_weights' && ownLosses) continue
    fill(draft, [...key, name], value, sourceOf(preset))
  }
}

function presetOf(draft: Draft, role: (typeof roles)[number]): ModelPreset | undefined {
  const id = valueAt(draft, ['models', role, 'id'])
  return typeof id === 'string' ? presetFor(id) : undefined
}

function sourceOf(preset: ModelPreset): string {
  return knownPreset(preset.id) ? `preset ${preset.id}` : 'general preset'
}

function trainingsOf(draft: Draft): Record<string, unknown> {
  const trainings = valueAt(draft, ['train'])
  return isSection(trainings) ? trainings : {}
}
