/** What goes to the Hub with an adapter: its files, and the card that is made of its manifest and the run's report. */
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { formatBytes } from '../../core/bytes.js'
import { ConfigError, PrerequisiteError } from '../../core/errors.js'
import type { Report } from '../../core/evaluation/report.js'
import { knownPreset } from '../../core/presets/presets.js'
import { type AdapterManifest, readAdapter } from '../../engine/adapter.js'
import { hasPublicBase, sharedFiles } from '../../engine/adapter-to-share.js'
import { adapterOfRun } from '../../engine/run-adapter.js'
import { comparisonOf } from '../../engine/run-report.js'
import { viewRun } from '../../engine/run-view.js'
import type { Found, OutgoingFile } from '../../io/models/hub-push.js'
import { secretKeeper } from '../../io/secrets.js'
import { modelCard } from '../../report/model-card.js'
import { findRun, outputsOf, type RunFlags } from '../request.js'
import { cleanText } from '../terminal/clean-text.js'
import { table } from '../terminal/table.js'

export interface ParcelFlags extends RunFlags {
  adapter?: string
  license?: string
}

export interface Parcel {
  name: string
  adapter: string
  manifest: AdapterManifest
  card: string
  files: OutgoingFile[]
  warnings: string[]
}

/** @throws LatticeError when a file is not what training left */
export function parcelOf(name: string, flags: ParcelFlags): Parcel {
  const { adapter, report } = sourceOf(flags)
  const manifest = readAdapter(adapter)
  // Before they are escaped, which writes a secret in another way; and whole, for the names of their members.
  const { withoutKnown, withoutKnownIn } = secretKeeper()
  const facts = withoutKnownIn({ name, ...factsOf(manifest, flags.license), report })
  const card = withoutKnown(modelCard(facts))
  const kept = sharedFiles(manifest).map((file) => {
    const path = join(adapter, file)
    return { name: file, bytes: statSync(path).size, content: { file: path } }
  })
  const readme = { name: 'README.md', bytes: Buffer.byteLength(card), content: { text: card } }
  return { name, adapter, manifest, card, files: [...kept, readme], warnings: warningsOf(manifest) }
}

/** The card, then the files and the warnings, for somebody who decides. */
export function parcelText({ files, card, warnings }: Parcel, found?: Found): string {
  const marked = warnings.map((warning) => `! ${cleanText(warning)}\n`).join('')
  return `${cleanText(card)}\n${filesText(files, found)}${marked}`
}

/** @param found what the Hub has of them, where it was asked */
export function filesText(files: readonly OutgoingFile[], found?: Found): string {
  const columns = [{ title: 'file' }, { title: 'size', align: 'right' as const }]
  const rows = files.map((file) => [
    file.name,
    formatBytes(file.bytes),
    ...(found
      ? [found.states.get(file.name) === 'same' ? 'there already' : `${found.states.get(file.name)}`]
      : []),
  ])
  return table(found ? [...columns, { title: 'on the Hub' }] : columns, rows)
}

/** The adapter of a run is verified against the ledger, any against its own manifest. */
function sourceOf(flags: ParcelFlags): { adapter: string; report: Report | null } {
  if (flags.adapter !== undefined) return { adapter: resolve(flags.adapter), report: null }
  const outputs = outputsOf(flags)
  const run = findRun(outputs, flags.run ?? 'latest')
  const view = viewRun(outputs, run)
  const adapter = adapterOfRun(view)?.folder
  if (adapter !== undefined) return { adapter, report: comparisonOf(view)?.report ?? null }
  throw new PrerequisiteError(`Run ${run.id} has no adapter yet.`, {
    hint: 'Make one with `lattice train sft`.',
  })
}

function factsOf(manifest: AdapterManifest, license: string | undefined) {
  const { base, method, templateId, quantization, data, training } = manifest
  const baseLicence = knownPreset(base.id)?.licence ?? null
  if (license !== undefined && !/^[a-z0-9][a-z0-9.-]*$/.test(license)) {
    throw new ConfigError(`${JSON.stringify(license)} is no licence as the Hub names them.`, {
      hint: 'They look like mit, apache-2.0 or cc-by-4.0.',
    })
  }
  const licence = license ?? baseLicence?.toLowerCase() ?? null
  return { base, baseLicence, licence, method, templateId, quantization, data, training }
}

function warningsOf(manifest: AdapterManifest): string[] {
  if (hasPublicBase(manifest)) return []
  return [`Its base ${manifest.base.id} is not on the Hub, so nobody else can use this adapter.`]
}
