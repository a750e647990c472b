/** A data set beside its run, where `--out` says. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { datasetCard } from '../core/dataset/card.js'
import { type DatasetManifest, manifestSchema } from '../core/dataset/manifest.js'
import { copyFileAtomic } from '../io/files/atomic-write.js'
import { hashFile } from '../io/files/hash.js'
import type { RunFlags } from './request.js'
import { requireSafeOut } from './safe-out.js'

const names = ['train.jsonl', 'val.jsonl', 'manifest.json', 'README.md', 'dropped.jsonl']

/** @throws ConfigError where the copy would take the place of what is no earlier copy */
export function requireDatasetPlace(out: string, flags: RunFlags): void {
  const manifest = manifestIn(out)
  requireSafeOut(out, { flags, names, isOwn: (path) => manifest !== null && isOf(manifest, path) })
}

export function copyDataset(from: string, to: string): void {
  for (const name of names) if (existsSync(join(from, name))) copyFileAtomic(join(from, name), join(to, name))
}

function manifestIn(folder: string): DatasetManifest | null {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
  } catch {
    return null
  }
}

function isOf(manifest: DatasetManifest, path: string): boolean {
  const name = basename(path)
  // What somebody has added to a card is theirs.
  if (name === 'README.md') return readFileSync(path, 'utf8') === datasetCard(manifest)
  const listed = manifest.files.find((file) => file.name === name)
  return listed === undefined || hashFile(path).sha256 === listed.sha256
}
