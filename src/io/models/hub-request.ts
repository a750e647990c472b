/** One question to the Hub: with the token that Python would use, with an end, and with a clear error. */
import { InterruptedError, type LatticeError, PrerequisiteError } from '../../core/errors.js'
import { lookForSecrets } from '../secrets.js'
import { hubError, type Refusal } from './hub-errors.js'
import { hubToken } from './hub-token.js'

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
  let answered = false
  const patient: typeof fetch = async (input, init) => {
    const ends = [AbortSignal.timeout(patience), signal, init?.signal].filter((end) => end != null)
    answered = false
    const response = await fetch(input, { ...init, signal: AbortSignal.any(ends) })
    answered = response.ok
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
    if (answered && hubUrl && isMisread(error)) throw noHub()
    const status = error instanceof hub.HubApiError ? error.statusCode : null
    // The library may quote the request that failed, and the token with it; so the error itself is not passed on.
    const reason = lookForSecrets().withoutSecrets(reasonOf(error))
    throw meaning({ name, revision, status, code, reason, token: token !== null })
  }
}

/** The library trips over an answer that is no JSON, or JSON of something else; a broken line has a cause. */
const isMisread = (error: unknown) =>
  (error instanceof SyntaxError || error instanceof TypeError) && error.cause === undefined

/** Its address may hold a password. */
const noHub = () =>
  new PrerequisiteError('What HF_ENDPOINT names answers, but not as the Hub does.', {
    hint: 'Correct HF_ENDPOINT, or unset it to ask the Hub itself. A proxy that asks for a login answers so too.',
  })

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  // fetch itself only says that it failed.
  const below = cause as { code?: string; message?: string } | undefined
  return below?.code ?? below?.message ?? message
}
