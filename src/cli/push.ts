/** `lattice push`: what would go to the Hub with an adapter, as a list or as a folder that is ready to send. */
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { ConfigError, PrerequisiteError } from '../core/errors.js'
import type { Report } from '../core/evaluation/report.js'
import { knownPreset } from '../core/presets/presets.js'
import { type AdapterManifest, manifestName, readAdapter } from '../engine/adapter.js'
import { adapterOfRun } from '../engine/run-adapter.js'
import { comparisonOf } from '../engine/run-report.js'
import { viewRun } from '../engine/run-view.js'
import { copyFileSynced, writeFileAtomic } from '../io/files/atomic-write.js'
import { formatBytes } from '../io/python-env/messages.js'
import { modelCard } from '../report/model-card.js'
import { addRunOption } from './options.js'
import { findRun, outputsOf, type RunFlags } from './request.js'
import { cleanText } from './terminal/clean-text.js'
import { printResult } from './terminal/result.js'
import { table } from './terminal/table.js'

interface Flags extends RunFlags {
  adapter?: string
  dryRun?: boolean
  out?: string
  json?: boolean
}

export function configure(command: Command): void {
  addRunOption(command)
    .description(
      'Show what would go to the Hub with the adapter of a run: its files and its model card. With --out they are written to a folder. lattice sends nothing by itself; `hf upload` does, and the command is printed.',
    )
    .argument('<name>', 'what it would be called on the Hub: owner/name')
    .option('--adapter <folder>', 'adapter (default: the last one of the run)')
    .option('--dry-run', 'only show it')
    .option('--out <folder>', 'write it to this folder, which must be empty or new')
    .option('-c, --config <file>', 'config file whose outputs folder is meant (default: outputs beside it)')
    .option('--json', 'print the result as one JSON document')
    .action(push)
}

function push(name: string, flags: Flags): void {
  if (!/^[\w.-]+\/[\w.-]+$/.test(name))
    throw new ConfigError(`${JSON.stringify(name)} is no name on the Hub.`, { hint: 'It is owner/name.' })
  if (!flags.dryRun && flags.out === undefined) {
    throw new ConfigError('lattice push sends nothing by itself.', {
      hint: 'Look with --dry-run, or write what would be sent with --out FOLDER and send it with `hf upload`.',
    })
  }
  const { adapter, report } = sourceOf(flags)
  const manifest = readAdapter(adapter)
  const card = modelCard({ name, ...factsOf(manifest), report })
  const sent = [
    ...filesOf(manifest).map((file) => ({ name: file, bytes: statSync(join(adapter, file)).size })),
    { name: 'README.md', bytes: Buffer.byteLength(card) },
  ]
  if (flags.out !== undefined && !flags.dryRun) write(resolve(flags.out), { adapter, manifest, card })
  const value = { name, adapter, base: manifest.base, files: sent, card, warnings: warningsOf(manifest) }
  printResult(value, () => textOf({ ...value, out: flags.dryRun ? undefined : flags.out }), flags)
}

function sourceOf(flags: Flags): { adapter: string; report: Report | null } {
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

function factsOf({ base, method, templateId, quantization, data, training }: AdapterManifest) {
  const baseLicence = knownPreset(base.id)?.licence ?? null
  return { base, baseLicence, method, templateId, quantization, data, training }
}

/** What training left and the manifest that says what it is; nothing else of this machine goes along. */
const filesOf = ({ files }: AdapterManifest) => [...files.map(({ name }) => name), manifestName]

function write(
  folder: string,
  { adapter, manifest, card }: { adapter: string; manifest: AdapterManifest; card: string },
): void {
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).length > 0)
    throw new ConfigError(`${folder} is not empty.`, { hint: 'Name a new folder with --out.' })
  for (const name of filesOf(manifest)) copyFileSynced(join(adapter, name), join(folder, name))
  writeFileAtomic(join(folder, 'README.md'), card)
}

function warningsOf({ base }: AdapterManifest): string[] {
  if (/^[0-9a-f]{40}$/.test(base.revision)) return []
  return [`Its base ${base.id} is not on the Hub, so nobody else can use this adapter.`]
}

function textOf({
  name,
  files,
  card,
  warnings,
  out,
}: {
  name: string
  files: readonly { name: string; bytes: number }[]
  card: string
  warnings: readonly string[]
  out: string | undefined
}): string {
  const columns = [{ title: 'file' }, { title: 'size', align: 'right' as const }]
  const list = table(
    columns,
    files.map((file) => [file.name, formatBytes(file.bytes)]),
  )
  const next =
    out === undefined
      ? `Nothing was sent. --out FOLDER writes these files.`
      : `Written to ${out}. To send it:\n  hf upload ${name} ${out} . --private`
  return `${list}\n${cleanText(card)}\n${warnings.map((warning) => `! ${cleanText(warning)}\n`).join('')}${cleanText(next)}\n`
}
