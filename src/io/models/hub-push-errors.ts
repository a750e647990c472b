/** What stands between an adapter and the Hub, what is there meanwhile, and how to go on. */
import { LatticeError, PrerequisiteError } from '../../core/errors.js'
import type { Refusal } from './hub-errors.js'

export type PushPhase = 'looking' | 'creating' | 'branching' | 'sending'

export function noToken(): PrerequisiteError {
  return new PrerequisiteError('There is no token to push with.', {
    hint: 'Make one that may write in your settings on the Hub (it begins with hf_), then set HF_TOKEN or run `hf auth login`.',
  })
}

export function readOnlyToken(account: string): PrerequisiteError {
  return new PrerequisiteError(`The token of ${account} may read but not write.`, {
    hint: 'Make one that may write in your settings on the Hub, and set HF_TOKEN or run `hf auth login`.',
  })
}

export function notYours(owner: string, names: readonly string[]): PrerequisiteError {
  return new PrerequisiteError(
    `${owner} on the Hub is not yours: your token speaks for ${names.join(', ')}.`,
    {
      hint: `Push to ${names[0]}/… instead, or set HF_TOKEN to a token of ${owner}.`,
    },
  )
}

/** An error of the very start needs something first; a later one is a failure that the same command goes on from. */
export function pushError(refusal: Refusal, phase: PushPhase): LatticeError {
  const { message, hint = again } = wordsFor(refusal, phase)
  const whole = `${message} ${stateAfter(refusal, phase)}`
  return new LatticeError(whole, { hint, exitCode: phase === 'looking' || isRefused(refusal) ? 3 : 1 })
}

const again = 'Run the same command again: it looks what is there and sends what is missing.'

const isRefused = ({ status }: Refusal) => status === 401 || status === 403

function wordsFor(
  { name, status, reason }: Refusal,
  phase: PushPhase,
): { message: string; hint?: string | undefined } {
  const what = doing[phase](name)
  const said = reason.replace(/\.? *URL: .*$/s, '').replace(/\.$/, '')
  if (status === null) return { message: `The Hub can't be reached, ${what}: ${said}.` }
  if (status === 401) {
    return {
      message: `The Hub refuses the token, ${what}: ${said}.`,
      hint: 'Make a new one that may write in your settings on the Hub, and set HF_TOKEN.',
    }
  }
  if (status === 403) {
    return {
      message: `The token may not write to ${name}: ${said}.`,
      hint: `A fine-grained token needs write access to the repositories of ${name.split('/')[0]}; a writing role in an organisation is given by its admins.`,
    }
  }
  if (status === 409 || status === 412) return { message: `${name} was changed by somebody else meanwhile.` }
  if (status === 429)
    return { message: 'The Hub asks for fewer questions.', hint: `Wait some minutes. ${again}` }
  return { message: `The Hub failed (status ${status}), ${what}: ${said}.` }
}

const doing: Record<PushPhase, (name: string) => string> = {
  looking: (name) => `asked for ${name}`,
  creating: (name) => `making ${name}`,
  branching: (name) => `making a branch of ${name}`,
  sending: (name) => `sending to ${name}`,
}

/** Files appear with their commit, never one by one. */
function stateAfter({ name, status }: Refusal, phase: PushPhase): string {
  if (phase === 'looking') return 'Nothing was sent.'
  if (phase === 'creating') return status === null ? `Nothing was sent but the name.` : 'Nothing was sent.'
  if (phase === 'branching') return `${name} is there; nothing was sent to it.`
  return status === null
    ? `${name} is there; whether it has the commit is not known.`
    : `${name} is there, as it was: no file of this push is to be seen in it.`
}
