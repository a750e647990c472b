/** What a critic's verdicts come to as a whole: whether it could be understood, and whether it told anything apart. */
import { overall } from '../constitution.js'
import { LatticeError } from '../errors.js'
import { refusalHint } from '../no-answer.js'
import type { Verdict } from '../records.js'
import type { CriticStyle } from './template.js'

export interface Tally {
  judged: number
  /** Answers without a readable verdict on the whole. */
  unparsed: number
  /** The first of those: why, and what the critic said, where it said something. */
  example: { reason: string; said?: string | undefined } | null
  warning: string | null
}

/** Verdicts come answer by answer. */
export function openTally(model: string) {
  let judged = 0
  let unparsed = 0
  let example: Tally['example'] = null
  let subject: string | undefined
  const scores = new Map<string, number>()
  return {
    add({ subject: about, question, answer, reason, probabilities }: Verdict, said?: string): void {
      if (about !== subject) judged += 1
      subject = about
      if (question !== overall) return
      if (answer === 'unparsed') {
        unparsed += 1
        example ??= { reason: reason ?? 'no reason is known', said }
        return
      }
      const score = probabilities === undefined ? String(answer) : JSON.stringify(probabilities)
      scores.set(score, (scores.get(score) ?? 0) + 1)
    },
    result: (): Tally => ({ judged, unparsed, example, warning: sameForAll(model, scores) }),
  }
}

/** Fewer could well be equal by chance. */
const fewest = 10

function sameForAll(model: string, scores: ReadonlyMap<string, number>): string | null {
  const [[, count] = ['', 0]] = scores
  if (scores.size !== 1 || count < fewest) return null
  return `Each of the ${count} answers was given the same score: ${model} tells nothing apart here.`
}

export function tooManyUnparsed({
  model,
  style,
  judged,
  unparsed,
  limit,
  example,
}: Pick<Tally, 'judged' | 'unparsed' | 'example'> & { model: string; style: CriticStyle; limit: number }) {
  const share = (100 * unparsed) / judged
  const fact = `${model} gave no readable verdict on ${unparsed} of ${judged} answers (${share.toFixed(1)} %, at most ${100 * limit} %).`
  const { reason = '', said } = example ?? {}
  const quote = said === undefined ? '' : ` It said: ${JSON.stringify(clipped(said))}.`
  return new LatticeError(`${fact} The first: ${reason}.${quote}`, {
    hint: `${wayOut(style, reason)} What it said is kept in answers.jsonl of this step; critique.max_unparsed sets the limit.`,
    unquoted: fact,
  })
}

const clipped = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text)

function wayOut(style: CriticStyle, reason: string): string {
  if (/refuses|can take/.test(reason)) {
    return refusalHint(
      reason,
      'A critic reads the prompt, the answer and the constitution: take one with a longer context, or shorten them.',
    )
  }
  if (style === 'logits')
    return 'It wants to say something other than the choices: take an instruction-tuned critic, or critique.style instruct.'
  return 'A larger or instruction-tuned critic, or critique.style logits, usually helps.'
}
