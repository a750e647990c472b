/** The Hub's word on models. Weights are downloaded by the pinned Python, never from here. */
import { ConfigError, PrerequisiteError } from '../../core/errors.js'
import { cachedCommit, hasModel, isCommit, snapshotFolder } from './hub-cache.js'
import { meantText } from './hub-errors.js'
import { askHub, type HubName } from './hub-request.js'

/**
 * The 40-digit commit of a model. A commit needs no network, and with `offline` the cache alone is asked.
 * @throws PrerequisiteError when the name is unknown or can't be looked up; ConfigError when it is no name at all.
 */
export async function resolveRevision({
  offline,
  ...place
}: HubName & { offline: boolean }): Promise<string> {
  const { name, revision } = place
  requireName(name)
  if (isCommit(revision)) return revision
  if (!offline) return (await modelOnHub(place)).commit
  const cached = cachedCommit(name, revision)
  if (cached) return cached
  throw notCached(name, revision)
}

export interface HubModel {
  commit: string
  /** As its card names it. */
  licence: string | null
  gated: boolean
}

/** What the Hub tells anyone who may see the model; that its files may be read is not said by this. */
export async function modelOnHub(place: HubName): Promise<HubModel> {
  const { name, revision } = place
  requireName(name)
  const info = await askHub(place, ({ modelInfo }, access) =>
    modelInfo({ name, revision, additionalFields: ['sha', 'cardData'], ...access }),
  )
  const licence = (info.cardData as { license?: unknown } | undefined)?.license
  return {
    commit: info.sha,
    licence: typeof licence === 'string' ? licence : null,
    gated: info.gated !== false && info.gated !== undefined,
  }
}

/** Whether everything that Python needs is in the cache. */
export function isCached(name: string, commit: string): boolean {
  return hasModel(snapshotFolder(name, commit))
}

/**
 * What a model's download takes, in bytes, once it is sure that its files may be read.
 * @throws PrerequisiteError when it is gated, private or gone, or has no weights in safetensors format.
 */
export async function downloadSize(place: HubName): Promise<number> {
  const { name, revision } = place
  const repo = { type: 'model' as const, name }
  const config = await askHub(place, ({ fileDownloadInfo }, access) =>
    fileDownloadInfo({ repo, path: 'config.json', revision, ...access }),
  )
  if (config === null) throw notAModel(name, 'config.json')
  const files: { path: string; size: number }[] = await askHub(place, async ({ listFiles }, access) => {
    const found = []
    for await (const file of listFiles({ repo, revision, ...access })) found.push(file)
    return found
  })
  const weights = files.filter(({ path }) => /^model(-\d+-of-\d+)?\.safetensors$/.test(path))
  if (weights.length === 0) throw notAModel(name, 'weights in safetensors format')
  const small = files.filter(({ path }) => /^[^/]+\.(json|txt|model|jinja)$/.test(path))
  return [...weights, ...small].reduce((total, { size }) => total + size, 0)
}

/** Its config.json, parsed. @throws as `downloadSize`. */
export async function configOnHub(place: HubName): Promise<unknown> {
  const { name, revision } = place
  const repo = { type: 'model' as const, name }
  const file = await askHub(place, ({ downloadFile }, access) =>
    // Small, and read at once: the chunked protocol for large files would only add questions.
    downloadFile({ repo, path: 'config.json', revision, xet: false, ...access }),
  )
  if (file === null) throw notAModel(name, 'config.json')
  return JSON.parse(await file.text())
}

export function notCached(name: string, revision: string): PrerequisiteError {
  return new PrerequisiteError(
    `There is no model folder ${name} here, ${name}@${revision} is not in the Hugging Face cache, and --offline allows no download.`,
    { hint: `${meantText(name)}Run once without --offline, or name a commit or a local folder.` },
  )
}

function notAModel(name: string, missing: string): PrerequisiteError {
  return new PrerequisiteError(`${name} can't be used: it has no ${missing} on the Hub.`, {
    hint: 'Take a causal language model that transformers can load, in safetensors format; other formats can run code.',
  })
}

/** What can't be a name is a typing error, and nobody needs to be asked about it. */
function requireName(name: string): void {
  if (/^[\w.-]+(\/[\w.-]+)?$/.test(name)) return
  throw new ConfigError(`${JSON.stringify(name)} is no name of a model.`, {
    hint: 'Give tiny, owner/name as on the Hub, or a folder (./name, or an absolute path).',
  })
}
