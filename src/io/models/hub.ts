/** The Hub's word on which commit a name means. Weights are downloaded by the pinned Python, never from here. */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { PrerequisiteError } from '../../core/errors.js'

/**
 * The 40-digit commit of a model. A commit that the local cache has needs no network.
 * @throws PrerequisiteError when the name is unknown, gated, or can't be reached.
 */
export async function resolveRevision({
  name,
  revision,
  offline,
  hubUrl = process.env.HF_ENDPOINT || undefined,
}: {
  name: string
  revision: string
  offline: boolean
  /** Default: what HF_ENDPOINT names, as in Python, else the Hub itself. */
  hubUrl?: string | undefined
}): Promise<string> {
  if (/^[0-9a-f]{40}$/.test(revision)) return revision
  if (offline) return cachedCommit(name, revision)
  const { HubApiError, modelInfo } = await import('@huggingface/hub')
  const token = process.env.HF_TOKEN?.trim()
  try {
    const info = await modelInfo({
      name,
      revision,
      additionalFields: ['sha'],
      ...(token?.startsWith('hf_') ? { accessToken: token } : {}),
      ...(hubUrl ? { hubUrl } : {}),
    })
    return info.sha
  } catch (error) {
    const status = error instanceof HubApiError ? error.statusCode : null
    throw unreachable({ name, revision, status, reason: withoutSecret((error as Error).message, token) })
  }
}

/** What the Hugging Face cache remembers of a branch or tag. */
function cachedCommit(name: string, revision: string): string {
  const cache =
    process.env.HF_HUB_CACHE ??
    join(
      process.env.HF_HOME ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface'),
      'hub',
    )
  const file = join(cache, `models--${name.replaceAll('/', '--')}`, 'refs', revision)
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  throw new PrerequisiteError(
    `There is no model folder ${name} here, ${name}@${revision} is not in the Hugging Face cache, and --offline allows no download.`,
    {
      hint: 'Run once without --offline, or name a commit or a local folder.',
    },
  )
}

/** A library may quote the request that failed, and the token with it; so the error itself is not passed on. */
function withoutSecret(text: string, secret: string | undefined): string {
  return secret ? text.replaceAll(secret, '***') : text
}

function unreachable({
  name,
  revision,
  status,
  reason,
}: {
  name: string
  revision: string
  status: number | null
  reason: string
}): PrerequisiteError {
  if (status === 404) {
    const wanted = revision === 'main' ? name : `${name} with the revision ${revision}`
    return new PrerequisiteError(`There is no model ${wanted} on the Hub.`, {
      hint: 'Check the spelling: owner/name, and a branch, tag or commit as revision.',
    })
  }
  if (status === 401 || status === 403) {
    return new PrerequisiteError(`The Hub does not let you read ${name}: it is private, gated or misspelt.`, {
      hint: 'Ask for access on its page, then set HF_TOKEN (hf auth login writes a token file that only Python reads).',
    })
  }
  return new PrerequisiteError(
    `There is no model folder ${name} here, and the Hub can't be reached to resolve it: ${reason}.`,
    {
      hint: 'Without a network: --offline with a cached model, a local folder, or the embedded model tiny.',
    },
  )
}
