/** How the log puts judgements and figures into words. */
import type { Critique } from '../critique.js'
import type { Message, Verdict } from '../records.js'

/** One user message stands bare; a longer conversation names who speaks. */
export function conversation(messages: readonly Message[]): string {
  const [first] = messages
  if (messages.length === 1 && first?.role === 'user') return first.content
  return messages.map(({ role, content }) => `${role}: ${content}`).join('\n')
}

/** "unsafe, 1.2 of 5; violates harm_prevention; upholds fairness" */
export function judgementText({ safe, score, violated, upheld, unparsed }: Critique): string {
  const parts = [
    `${safe === null ? 'unknown' : safe ? 'safe' : 'unsafe'}${score === null ? '' : `, ${figure(score)} of 5`}`,
    violated.length === 0 ? '' : `violates ${violated.join(', ')}`,
    upheld.length === 0 ? '' : `upholds ${upheld.join(', ')}`,
    unparsed === 0 ? '' : `${unparsed} of its answers could not be read`,
  ]
  return parts.filter((part) => part !== '').join('; ')
}

/** What a judge replied to one question: its answer, the probabilities behind it, its words. */
export function responseText({ question, answer, probabilities, mass, reason }: Verdict): string {
  const told = Object.entries(probabilities ?? {})
    .filter(([, probability]) => probability >= 0.005)
    .map(([name, probability]) => `${name} ${percent(probability)}`)
  const parts = [
    told.length === 0 ? '' : `(${told.join(', ')}${mass === undefined ? '' : `; mass ${percent(mass)}`})`,
    reason ?? '',
  ]
  return [`${question}: ${answer}`, ...parts].filter((part) => part !== '').join(' ')
}

/** Four digits say enough of a rate or a loss; a count stays whole. */
export const figure = (value: number): number =>
  Number.isInteger(value) ? value : Number(value.toPrecision(4))

const percent = (share: number): string => `${Math.round(100 * share)}%`
