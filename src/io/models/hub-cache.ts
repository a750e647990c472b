/**
 * What the Hugging Face cache holds. Its layout is that of huggingface_hub, which writes it:
 * `models--owner--name/{refs/<branch>, snapshots/<commit>/…, blobs/…}`.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

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

/** Whether a folder holds a config and all its weights in safetensors format. Links to blobs that are gone don't count. */
export function hasWeights(folder: string): boolean {
  if (!existsSync(join(folder, 'config.json'))) return false
  const index = join(folder, 'model.safetensors.index.json')
  const files = existsSync(index) ? shardsIn(index) : ['model.safetensors']
  return files.length > 0 && files.every((file) => sizeOf(join(folder, file)) > 0)
}

export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision)
}

function repositoryFolder(name: string): string {
  return join(hubCacheFolder(), `models--${name.replaceAll('/', '--')}`)
}

function shardsIn(index: string): string[] {
  try {
    const { weight_map: map } = JSON.parse(readFileSync(index, 'utf8')) as {
      weight_map?: Record<string, string>
    }
    return [...new Set(Object.values(map ?? {}))]
  } catch {
    return []
  }
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0
