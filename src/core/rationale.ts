/**
 * Why an answer was chosen, in one or two plain sentences: the critic's own words where it wrote any, else what its
 * verdicts on the principles say. It adds nothing that no verdict says.
 */
import type { Weights } from './constitution.js'
import type { Critique } from './critique.js'

interface Decided {
  chosen?: Critique | undefined
  rejected?: Critique | undefined
  constitution: Weights
}

/** Both for a training row. */
export function explain(decided: Decided): { rationale: string; principles: string[] } {
  return { rationale: rationaleFor(decided), principles: principlesAtStake(decided) }
}

/** Of rows that a file gives as they are. */
export function givenReason(by: 'human' | 'given', method: 'sft' | 'dpo'): string {
  if (method === 'sft') return by === 'human' ? 'People gave this answer.' : 'The file gives this answer.'
  return by === 'human' ? 'People preferred the chosen answer.' : 'The file prefers the chosen answer.'
}

/** "The rejected answer violates harm prevention; the chosen one upholds it. They score 4.6 and 1.8 of 5." */
export function rationaleFor(decided: Decided): string {
  const { chosen, rejected } = decided
  const why =
    writtenReasons(decided) ??
    (chosen && rejected ? contrast(chosen, rejected) : verdictsOn(chosen ?? rejected))
  return [why, scores(decided)].filter((sentence) => sentence !== '').join(' ')
}

/**
 * Of a pair, the principles that tell the two answers apart; where none does, and for a single answer, those that apply.
 * In the order of the constitution.
 */
export function principlesAtStake({ chosen, rejected, constitution }: Decided): string[] {
  const ids = constitution.principles.map(({ id }) => id)
  const applies = (id: string) =>
    [chosen, rejected].some((one) => ['upholds', 'violates'].includes(said(one, id)))
  const differs = (id: string) => said(chosen, id) !== said(rejected, id) && applies(id)
  const telling = chosen && rejected ? ids.filter(differs) : []
  return telling.length > 0 ? telling : ids.filter(applies)
}

function said(critique: Critique | undefined, id: string): 'upholds' | 'violates' | 'neither' {
  if (critique?.violated.includes(id)) return 'violates'
  return critique?.upheld.includes(id) ? 'upholds' : 'neither'
}

function writtenReasons({ chosen, rejected }: Decided): string | undefined {
  if (chosen && rejected) {
    const parts = [
      chosen.reason === undefined ? '' : `Of the chosen answer the judge says: ${sentence(chosen.reason)}`,
      rejected.reason === undefined
        ? ''
        : `Of the rejected answer the judge says: ${sentence(rejected.reason)}`,
    ]
    return parts.join(' ').trim() || undefined
  }
  const reason = (chosen ?? rejected)?.reason
  return reason === undefined ? undefined : sentence(reason)
}

function contrast(chosen: Critique, rejected: Critique): string {
  const violated = rejected.violated.filter((id) => !chosen.violated.includes(id))
  const upheld = chosen.upheld.filter((id) => !rejected.upheld.includes(id) && !violated.includes(id))
  const worse = chosen.violated.filter((id) => !rejected.violated.includes(id))
  const clauses = [
    violated.length === 0
      ? ''
      : `the rejected answer violates ${names(violated)}; the chosen one ${upholding(violated, chosen)}`,
    upheld.length === 0 ? '' : `the chosen answer upholds ${names(upheld)}`,
    worse.length === 0 ? '' : `yet the chosen answer violates ${names(worse)}`,
  ].filter((clause) => clause !== '')
  return sentence(clauses.join('; ') || 'no single principle tells the two answers apart')
}

function upholding(ids: readonly string[], chosen: Critique): string {
  return ids.every((id) => chosen.upheld.includes(id))
    ? `upholds ${ids.length === 1 ? 'it' : 'them'}`
    : 'does not'
}

function verdictsOn(critique: Critique | undefined): string {
  if (critique === undefined) return ''
  const clauses = [
    critique.upheld.length === 0 ? '' : `upholds ${names(critique.upheld)}`,
    critique.violated.length === 0 ? '' : `violates ${names(critique.violated)}`,
  ].filter((clause) => clause !== '')
  return clauses.length === 0 ? 'No principle is at stake.' : `The answer ${clauses.join(' and ')}.`
}

function scores({ chosen, rejected }: Decided): string {
  const [first, second] = [chosen, rejected].map((one) => one?.score ?? null)
  if (typeof first === 'number' && typeof second === 'number') {
    return `They score ${rounded(first)} and ${rounded(second)} of 5.`
  }
  const only = first ?? second
  return typeof only === 'number' && !(chosen && rejected) ? `It scores ${rounded(only)} of 5.` : ''
}

const rounded = (score: number) => String(Math.round(score * 10) / 10)

/** "harm prevention, fairness and truthfulness" */
function names(ids: readonly string[]): string {
  const words = ids.map((id) => id.replaceAll('_', ' '))
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function sentence(text: string): string {
  const trimmed = text.trim()
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[.!?]["')]?$/u.test(capital) ? capital : `${capital}.`
}
