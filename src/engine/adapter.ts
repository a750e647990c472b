/** An adapter folder: PEFT's two files, brought into one form, and a manifest that says what they are. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Identity } from '../core/asks.js'
import { canonicalJson } from '../core/canonical.js'
import { LatticeError, PrerequisiteError } from '../core/errors.js'
import { copyFileAtomic, syncFolder, writeFileAtomic } from '../io/files/atomic-write.js'
import { hashFolder } from '../io/files/hash.js'
import type { StepDefinition } from './step.js'

export const manifestName = 'lattice.json'
const weights = 'adapter_model.safetensors'
const config = 'adapter_config.json'

const manifestSchema = z.object({
  format: z.literal(1),
  method: z.enum(['sft', 'dpo']),
  base: z.object({ id: z.string(), revision: z.string() }),
  /** Content hash of the adapter that training started from, if any. */
  parent: z.string().nullable(),
  quantization: z.string().nullable(),
  templateId: z.string(),
  data: z.record(z.string(), z.string()),
  training: z.record(z.string(), z.unknown()),
  files: z.array(z.object({ name: z.string(), sha256: z.string(), bytes: z.number() })),
})

export type AdapterManifest = z.infer<typeof manifestSchema>

/** Copies the policy's adapter out of a checkpoint into `<folder>/adapter`, renamed into place last. */
export function keepAdapter({
  checkpoint,
  folder,
  manifest,
}: {
  checkpoint: string
  folder: string
  manifest: Omit<AdapterManifest, 'format' | 'files'>
}): void {
  const partial = join(folder, 'adapter.partial')
  const final = join(folder, 'adapter')
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  copyFileAtomic(join(checkpoint, weights), join(partial, weights))
  writeFileAtomic(join(partial, config), normalisedConfig(join(checkpoint, config), manifest.base))
  const files = hashFolder(partial)
  writeFileAtomic(
    join(partial, manifestName),
    `${JSON.stringify({ format: 1, ...manifest, files }, null, 2)}\n`,
  )
  rmSync(final, { recursive: true, force: true })
  renameSync(partial, final)
  syncFolder(folder)
}

/**
 * @throws PrerequisiteError when the folder is no adapter.
 * @throws LatticeError when a file of it is not what training left.
 */
export function readAdapter(path: string): AdapterManifest {
  const manifest = readManifest(path)
  requireWhole(path, manifest)
  return manifest
}

/** @throws as `readAdapter`, and PrerequisiteError for an adapter of another base or another template. */
export function requireAdapterOf(
  path: string,
  base: Pick<Identity, 'id' | 'revision' | 'templateId'>,
): AdapterManifest {
  const manifest = readAdapter(path)
  if (manifest.base.id === base.id && manifest.base.revision === base.revision) {
    requireTemplateOf(path, manifest, base)
    return manifest
  }
  const name = ({ id, revision }: { id: string; revision: string }) => `${id}@${revision.slice(0, 12)}`
  throw new PrerequisiteError(
    `The adapter ${path} was trained on ${name(manifest.base)}, not on ${name(base)}.`,
    {
      hint: `Use the adapter's own base as models.generator (${manifest.base.id.replace(/^tiny\/.*/, 'tiny')}), or another adapter.`,
    },
  )
}

/** In another form than it was trained on, an adapter is not measured at all. */
function requireTemplateOf(
  path: string,
  { templateId }: AdapterManifest,
  base: { templateId: string },
): void {
  if (templateId === base.templateId) return
  throw new PrerequisiteError(
    `The adapter ${path} was trained with the template ${templateId}, and this asks with ${base.templateId}.`,
    { hint: `Set models.generator.template to ${templateId.replace(/@.*/, '')}, or take another adapter.` },
  )
}

/** Adapters from elsewhere, looked at before anything runs. @throws as `requireAdapterOf` */
export function requireGivenAdapters(steps: readonly StepDefinition[]): void {
  for (const { inputs, recipe } of steps) {
    if (inputs.adapter && 'path' in inputs.adapter && recipe.identity)
      requireAdapterOf(inputs.adapter.path, recipe.identity)
  }
}

function readManifest(path: string): AdapterManifest {
  const file = join(path, manifestName)
  if (!existsSync(file)) {
    const hint = 'Give the adapter/ folder of a train step, e.g. outputs/<run>/adapter.'
    if (!existsSync(path)) throw new PrerequisiteError(`There is no adapter folder ${path}.`, { hint })
    throw new PrerequisiteError(
      `${path} is not an adapter that lattice trained: it has no ${manifestName}.`,
      { hint },
    )
  }
  const manifest = manifestSchema.safeParse(parsed(readFileSync(file, 'utf8')))
  if (manifest.success) return manifest.data
  throw new PrerequisiteError(`${file} is not an adapter manifest of this version of lattice.`, {
    hint: 'Train it again, or use the version of lattice that wrote it.',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function requireWhole(path: string, { files }: AdapterManifest): void {
  const now = new Map(hashFolder(path).map(({ name, sha256 }) => [name, sha256]))
  const bad = files.find(({ name, sha256 }) => now.get(name) !== sha256)
  if (!bad) return
  const state = now.has(bad.name) ? 'is not what training left' : 'is gone'
  throw new LatticeError(`The adapter ${path} is damaged: ${bad.name} ${state}.`, {
    hint: 'Copy it again from where it came from, or train it again with --force.',
  })
}

/** PEFT writes local paths, and sets of module names in random order; equal adapters must have equal files. */
function normalisedConfig(path: string, base: { id: string; revision: string }): string {
  const value = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  // The order of numbers has a meaning, as in layer_replication.
  const isSet = (member: unknown): member is string[] =>
    Array.isArray(member) && member.every((item) => typeof item === 'string')
  const sorted = Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, isSet(member) ? member.toSorted() : member]),
  )
  const revision = /^[0-9a-f]{40}$/.test(base.revision) ? base.revision : null
  return `${canonicalJson({ ...sorted, base_model_name_or_path: base.id, revision })}\n`
}
