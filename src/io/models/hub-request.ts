/** One question to the Hub: with the token that Python would use, with an end, and with a clear error. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InterruptedError, type LatticeError } from '../../core/errors.js'
import { hubHome } from './hub-cache.js'
import { hubError, type Refusal } from './hub-errors.js'

export type Hub = typeof import('@huggingface/hub')

/** What every function of the library takes. */
export interface HubAccess {
  fetch: typeof fetch
  accessToken?: string
  hubUrl?: string
}

export interface HubName {
  name: string
  revision: string
  /** Default: what HF_ENDPOINT names, as in Python, else the Hub itself. */
  hubUrl?: string | undefined
}

export interface Manner {
  /** What a refusal means, where it isn't about a model that is looked for. */
  meaning?: (refusal: Refusal) => LatticeError
  /** Milliseconds for one answer; default: what a Hub that answers at all needs. */
  patience?: number
  signal?: AbortSignal
}

/** @throws PrerequisiteError that says what is so and what to do; never with the token. */
export async function askHub<T>(
  { name, revision, hubUrl = process.env.HF_ENDPOINT || undefined }: HubName,
  question: (hub: Hub, access: HubAccess) => Promise<T>,
  { meaning = hubError, patience = 20_000, signal }: Manner = {},
): Promise<T> {
  const hub = await import('@huggingface/hub')
  const token = hubToken()
  let code: string | null = null
  const patient: typeof fetch = async (input, init) => {
    const ends = [AbortSignal.timeout(patience), signal, init?.signal].filter((end) => end != null)
    const response = await fetch(input, { ...init, signal: AbortSignal.any(ends) })
    if (!response.ok) code = response.headers.get('X-Error-Code')
    return response
  }
  try {
    return await question(hub, {
      fetch: patient,
      ...(token ? { accessToken: token } : {}),
      ...(hubUrl ? { hubUrl } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw new InterruptedError('SIGINT')
    const status = error instanceof hub.HubApiError ? error.statusCode : null
    // The library may quote the request that failed, and the token with it; so the error itself is not passed on.
    const reason = withoutSecret(reasonOf(error), token)
    throw meaning({ name, revision, status, code, reason, token: token !== null })
  }
}

/** HF_TOKEN, else what `hf auth login` wrote. Null when there is none, or none that the Hub would take. */
export function hubToken(): string | null {
  const { HF_TOKEN, HF_TOKEN_PATH } = process.env
  const file = HF_TOKEN_PATH || join(hubHome(), 'token')
  const token = (HF_TOKEN || (existsSync(file) ? readFileSync(file, 'utf8') : '')).trim()
  return token.startsWith('hf_') ? token : null
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  // fetch itself only says that it failed.
  const below = cause as { code?: string; message?: string } | undefined
  return below?.code ?? below?.message ?? message
}

function withoutSecret(text: string, secret: string | null): string {
  return secret ? text.replaceAll(secret, '***') : text
}
