/** What was put to a judge, what it replied, and what its replies come to. */
import type { Critique } from '../critique.js'
import { rationaleFor } from '../rationale.js'
import type { Candidate, Prompt, Verdict } from '../records.js'
import { type Said, said } from './event.js'
import { conversation, figure, judgementText, responseText } from './words.js'

export interface Judgement {
  prompt: Prompt
  candidate: Candidate
  verdicts: readonly Verdict[]
  critique: Critique
  /** The judge's name; `method` says whether it is a model or rules. */
  by: string
  method: 'model' | 'rules'
}

/** Of the critic that selects the data: the evaluation of a first answer, and why. */
export function critiqueEvents(judgement: Judgement): Said[] {
  const { prompt, candidate, critique, by } = judgement
  const about = [candidate.id, prompt.id]
  const texts = { prompt: conversation(prompt.messages), answer: candidate.text }
  const why = rationaleFor({
    chosen: critique,
    constitution: { principles: [...critique.violated, ...critique.upheld].map((id) => ({ id, weight: 1 })) },
  })
  return [
    ...asked(judgement),
    said('CRITIQUE-GENERATION', { by, about, content: { critique: why } }),
    said('INITIAL-EVALUATION', {
      by,
      about,
      content: { ...texts, evaluation: judgementText(critique) },
      metadata: decided(judgement),
    }),
  ]
}

/** Of a judge that measures a model. */
export function decisionEvents(judgement: Judgement): Said[] {
  const { prompt, candidate, critique, by } = judgement
  return [
    ...asked(judgement),
    said('EVAL-DECISION', {
      by,
      about: [candidate.id, prompt.id],
      content: {
        prompt: conversation(prompt.messages),
        answer: candidate.text,
        decision: judgementText(critique),
      },
      metadata: decided(judgement),
    }),
  ]
}

function asked({ prompt, candidate, verdicts, by }: Judgement): Said[] {
  const about = [candidate.id, prompt.id]
  const template = verdicts[0]?.template
  return [
    said('EVAL-INPUT', {
      about,
      content: { prompt: conversation(prompt.messages), answer: candidate.text },
      metadata: { questions: verdicts.length, ...(template === undefined ? {} : { template }) },
    }),
    said('EVAL-MODEL-RESPONSE', {
      by,
      about: [...verdicts.map(({ id }) => id), ...about],
      content: { response: verdicts.map(responseText).join('\n') },
    }),
  ]
}

/** Method, category and principle, as in the demos' record of a decision. */
function decided({ prompt, critique, method }: Judgement) {
  return {
    method,
    category: prompt.class,
    principle: critique.violated.join(', ') || null,
    score: critique.score === null ? null : figure(critique.score),
    safe: critique.safe,
    ...(critique.unparsed > 0 ? { unparsed: critique.unparsed } : {}),
  }
}
