/** What the Hub's refusals mean and what to do about each. */
import { nearest } from '../../core/config/suggest.js'
import { PrerequisiteError } from '../../core/errors.js'
import { presetMeant } from '../../core/presets/presets.js'

export interface Refusal {
  name: string
  revision: string
  /** Of the answer; null when there was none. */
  status: number | null
  /** `X-Error-Code` of the answer, as GatedRepo. */
  code: string | null
  reason: string
  /** Whether a token was sent. */
  token: boolean
}

export function hubError(refusal: Refusal): PrerequisiteError {
  const { message, hint } = wordsFor(refusal)
  return new PrerequisiteError(message, { hint })
}

function wordsFor({ name, revision, status, code, reason, token }: Refusal): {
  message: string
  hint: string
} {
  if (code === 'GatedRepo') return gated(name, token)
  if (code === 'RevisionNotFound' || (status === 404 && code === null && revision !== 'main')) {
    return {
      message: `${name} has no revision ${revision} on the Hub.`,
      hint: 'Name a branch, a tag or a commit of it; without a revision it is main.',
    }
  }
  if (status === 404 || code === 'RepoNotFound') return unknown(name, token)
  if (status === 401 && token) {
    return {
      message: `The Hub refuses the token that was sent for ${name}: ${reason}`,
      hint: 'Make a new one in your settings there and set HF_TOKEN; public models need none (unset it).',
    }
  }
  if (status === 401 || status === 403) return unknown(name, token)
  if (status === 429) {
    return {
      message: 'The Hub asks for fewer questions.',
      hint: 'Wait some minutes, or set HF_TOKEN: it allows more.',
    }
  }
  if (status !== null) {
    return {
      message: `The Hub failed (status ${status}) when asked for ${name}.`,
      hint: `Try again later. ${offline}`,
    }
  }
  return {
    message: `There is no model folder ${name} here, and the Hub can't be reached to look it up: ${reason}.`,
    hint: `${meantText(name)}Without a network: ${offline}`,
  }
}

const offline = '--offline with a cached model, a local folder, or the embedded model tiny.'

function gated(name: string, token: boolean): { message: string; hint: string } {
  const accept = 'Accept its terms on its page there'
  return token
    ? {
        message: `${name} is gated, and the account of your token has no access to it.`,
        hint: `${accept} with that account; some owners take a while to grant it. Then run the same command again.`,
      }
    : {
        message: `${name} is gated: its weights are given to those who accepted its terms.`,
        hint: `${accept}, make a token that may read, and set HF_TOKEN or run \`hf auth login\`.`,
      }
}

/** To whoever may not see it, a private model looks like one that isn't there. */
function unknown(name: string, token: boolean): { message: string; hint: string } {
  const see = token ? 'a model that your token may see' : 'a public model'
  const way = token
    ? 'Check the spelling: owner/name.'
    : 'Check the spelling: owner/name. A private model needs HF_TOKEN.'
  return {
    message: `There is no model ${name} on the Hub, or it is not ${see}.`,
    hint: `${meantText(name)}${way}`,
  }
}

/** `Did you mean tiny? `, or nothing. */
export function meantText(name: string): string {
  const judge = name !== 'rules' && nearest(name, ['rules'])
  if (judge) return 'Did you mean rules (which judges without a model)? '
  if (name === 'rules') return 'rules judges, and can be models.critic and models.judge alone. '
  const meant = presetMeant(name)
  return meant ? `Did you mean ${meant}? ` : ''
}
