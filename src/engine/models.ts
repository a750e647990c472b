/** From a model's name in the config to who answers (identity) and how it is loaded. */
import { existsSync } from 'node:fs'
import { basename, isAbsolute, join } from 'node:path'
import type { Identity, Template } from '../core/asks.js'
import { hashOf } from '../core/canonical.js'
import type { ModelSettings } from '../core/config/models.js'
import { ConfigError, PrerequisiteError } from '../core/errors.js'
import { dtypeFor, presetFor, templateFor } from '../core/presets/presets.js'
import { contentHash } from '../io/files/hash.js'
import { resolveRevision } from '../io/models/hub.js'
import { modelFolder } from '../io/models/model-folder.js'
import type { PythonEnvironment } from '../io/python-env/environment.js'
import { embeddedFolder, embeddedRevision } from './embedded.js'
import type { StepModel } from './step.js'

export interface ResolvedModel {
  identity: Identity
  step: StepModel
  /** Id of the question that this model is asked as a logits critic. */
  criticTemplate: string
}

export async function resolveModel({
  settings,
  role,
  environment,
  offline,
}: {
  settings: ModelSettings
  role: 'generator' | 'critic'
  environment: PythonEnvironment
  offline: boolean
}): Promise<ResolvedModel> {
  const preset = presetFor(settings.id)
  const template = requireTemplate(settings.template)
  const place = await locate({ settings, role, environment, offline })
  const dtype = settings.dtype === 'auto' ? dtypeFor(preset, environment) : settings.dtype
  if (!preset.dtypes.includes(dtype)) {
    throw new ConfigError(
      `${settings.id} can't run in ${dtype}: ${preset.dtypeReason ?? 'its recipe is for another'}.`,
      {
        hint: `Use one of ${preset.dtypes.join(', ')}, or leave dtype at auto.`,
      },
    )
  }
  if (settings.load_in_4bit) requireFourBits(environment, 'models.*')
  const quantization = settings.load_in_4bit ? ('nf4' as const) : null
  return {
    identity: {
      id: place.id,
      revision: place.revision,
      family: isFolder(settings.id) ? place.id : preset.family,
      templateId: templateIdentity(template),
      dtype,
      quant: quantization,
      adapters: [],
    },
    step: {
      wire: { source: place.source, revision: place.commit, dtype, quantization, template },
      batchSize: settings.batch_size,
      maxLength: null,
      device: settings.device,
      embedded: settings.id === 'tiny',
    },
    criticTemplate: preset.criticTemplate,
  }
}

/** @throws PrerequisiteError when 4-bit weights did not work in the probe of the environment. */
export function requireFourBits({ nf4 }: Pick<PythonEnvironment, 'nf4'>, where: string): void {
  if (nf4) return
  throw new PrerequisiteError(
    `${where}.load_in_4bit is set, but 4-bit weights did not work in the probe of this environment.`,
    { hint: 'See `lattice env status`, or leave load_in_4bit out.' },
  )
}

interface Place {
  id: string
  revision: string
  source: string
  /** On the Hub; null for a folder. */
  commit: string | null
}

async function locate({
  settings,
  role,
  environment,
  offline,
}: {
  settings: ModelSettings
  role: 'generator' | 'critic'
  environment: PythonEnvironment
  offline: boolean
}): Promise<Place> {
  if (settings.id === 'tiny') {
    const revision = embeddedRevision(environment)
    return { id: `tiny/${role}`, revision, source: join(embeddedFolder(revision), role), commit: null }
  }
  if (isFolder(settings.id)) {
    const source = modelFolder(settings.id)
    // Where a folder lies decides nothing, so its path is not part of who answers.
    return { id: basename(source), revision: contentHash(source), source, commit: null }
  }
  const commit = await resolveRevision({ name: settings.id, revision: settings.revision ?? 'main', offline })
  return { id: settings.id, revision: commit, source: settings.id, commit }
}

/** A name on the Hub has one slash at most. */
export const isFolder = (id: string) =>
  /^[.~]|\/.*\//.test(id) || isAbsolute(id) || existsSync(join(id, 'config.json'))

/** A template's text is part of who answers; its own name says it all when the tokenizer brings the text. */
function templateIdentity({ id, jinja, stop }: Template): string {
  return jinja === null ? id : `${id}@${hashOf({ jinja, stop }).slice(0, 8)}`
}

function requireTemplate(id: string): Template {
  const template = templateFor(id)
  if (template) return template
  throw new ConfigError(`There is no template ${id}.`, {
    hint: 'One of: chat, instruction-response/v1, instruct-output/v1, plain/v1, tiny/v1.',
  })
}
