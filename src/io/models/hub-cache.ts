/**
 * What the Hugging Face cache holds. Its layout is that of huggingface_hub, which writes it:
 * `models--owner--name/{refs/<branch>, snapshots/<commit>/…, blobs/…}`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { hasWeights, requireWhole } from './weights.js'

/** Where Python has it: HF_HUB_CACHE, else under HF_HOME, else under the user's cache. */
export function hubCacheFolder(): string {
  return process.env.HF_HUB_CACHE || join(hubHome(), 'hub')
}

export function hubHome(): string {
  const { HF_HOME, XDG_CACHE_HOME } = process.env
  return HF_HOME || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface')
}

/** The commit that a branch or tag was when it was last fetched; null when it never was. */
export function cachedCommit(name: string, revision: string): string | null {
  if (isCommit(revision)) return existsSync(snapshotFolder(name, revision)) ? revision : null
  const file = join(repositoryFolder(name), 'refs', revision)
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null
}

export function snapshotFolder(name: string, commit: string): string {
  return join(repositoryFolder(name), 'snapshots', commit)
}

/** Whether a folder holds a config and all its weights in safetensors format. */
export function hasModel(folder: string): boolean {
  return existsSync(join(folder, 'config.json')) && hasWeights(folder)
}

/** @throws LatticeError when a file of weights in the cache is not what its own header says */
export function requireWholeInCache(name: string, commit: string): void {
  // Without its blob a file is fetched anew; a link alone would only be made again.
  requireWhole(
    snapshotFolder(name, commit),
    `Remove ${repositoryFolder(name)}: the model is then downloaded again.`,
  )
}

export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision)
}

function repositoryFolder(name: string): string {
  return join(hubCacheFolder(), `models--${name.replaceAll('/', '--')}`)
}
