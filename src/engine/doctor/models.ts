/** Each model of the config: is it here, may it be read, does it fit? */

import { formatBytes } from '../../core/bytes.js'
import type { ModelSettings } from '../../core/config/models.js'
import type { Config } from '../../core/config/schema.js'
import { needOf } from '../../core/model-size/needs.js'
import { dtypeFor, presetFor } from '../../core/presets/presets.js'
import { downloadSize, isCached, notCached, resolveRevision } from '../../io/models/hub.js'
import { requireWholeInCache } from '../../io/models/hub-cache.js'
import { modelFolder } from '../../io/models/model-folder.js'
import type { PythonEnvironment } from '../../io/python-env/environment.js'
import { embeddedReady, embeddedRevision } from '../embedded.js'
import { modelFacts } from '../model-facts.js'
import { isFolder } from '../models.js'
import { type Finding, looked } from './finding.js'

interface Surroundings {
  environment: PythonEnvironment | null
  /** Bytes of the device; null when nobody knows. */
  memory: number | null
  offline: boolean
}

/** One finding for each model, however many roles it plays. */
export async function lookAtModels(models: Config['models'], around: Surroundings): Promise<Finding[]> {
  const roles = new Map<string, { settings: ModelSettings; names: string[] }>()
  for (const [role, settings] of Object.entries(models)) {
    if (settings === 'rules') continue
    const known = roles.get(settings.id)
    if (known) known.names.push(role)
    else roles.set(settings.id, { settings, names: [role] })
  }
  return Promise.all(
    [...roles.values()].map(({ settings, names }) =>
      looked(names.join(', '), () => lookAtModel(names.join(', '), settings, around)),
    ),
  )
}

async function lookAtModel(name: string, settings: ModelSettings, around: Surroundings): Promise<Finding> {
  const { id } = settings
  const place = await placeText(settings, around)
  const need = needText(settings, around)
  if (need?.tooMuch) {
    const fix = `Take a smaller model, or load_in_4bit: true (lattice models show ${id} compares).`
    return { name, state: 'bad', found: `${id}: ${place}; ${need.text}`, fix }
  }
  return { name, state: 'ok', found: `${id}: ${place}${need ? `; ${need.text}` : ''}` }
}

/** @throws PrerequisiteError when it is not here and can't be had. */
async function placeText(settings: ModelSettings, { environment, offline }: Surroundings): Promise<string> {
  const { id, revision = 'main' } = settings
  if (id === 'tiny') {
    const ready = environment !== null && embeddedReady(embeddedRevision(environment))
    return ready ? 'ready' : 'made on first use'
  }
  if (isFolder(id)) return modelFolder(id) === id ? 'a folder, whole' : `in ${modelFolder(id)}`
  const commit = await resolveRevision({ name: id, revision, offline })
  if (isCached(id, commit)) {
    requireWholeInCache(id, commit)
    return 'in the Hugging Face cache'
  }
  if (offline) throw notCached(id, revision)
  return `you may read it; ${formatBytes(await downloadSize({ name: id, revision: commit }))} to download`
}

/** What it needs to answer, beside what the device has; null where its sizes are not known. */
function needText(
  { id, dtype, load_in_4bit: packed }: ModelSettings,
  { environment, memory }: Surroundings,
): { text: string; tooMuch: boolean } | null {
  const { shape } = modelFacts(id)
  if (!shape) return null
  const preset = presetFor(id)
  const chosen = dtype === 'auto' ? dtypeFor(preset, { bf16: environment?.bf16 ?? false }) : dtype
  const { total } = needOf({ shape, preset, use: 'answers', format: packed ? 'nf4' : chosen })
  const tooMuch = memory !== null && total > memory
  const beside = tooMuch ? `, and the device has ${formatBytes(memory)}` : ''
  return { text: `about ${formatBytes(total)} to answer${beside}`, tooMuch }
}
