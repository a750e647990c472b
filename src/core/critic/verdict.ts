/** What a critic's answer says. Unparsed is data: it is counted and shown, and never becomes a score. */
import type { Answer } from '../asks.js'
import { overall } from '../constitution.js'
import type { Verdict } from '../records.js'
import { possibleAnswers, type Question } from './question.js'
import { readScore } from './score-lines.js'
import type { CriticStyle } from './template.js'

export type ReadVerdict = Pick<Verdict, 'answer' | 'probabilities' | 'mass' | 'reason' | 'category'>

/** Below this share of its probability the model was about to say something else, and what is left is noise. */
const minimumMass = 0.05

/**
 * Reads only the critic's own answer. For `logits`, `answer` is the likeliest choice (of equals the first, so the lower
 * score) and `probabilities` are named by what each choice means, whatever letters were put to the model.
 */
export function readVerdict({
  style,
  question,
  answer,
}: {
  style: CriticStyle
  question: Pick<Question, 'id'>
  answer: Answer
}): ReadVerdict {
  if ('failed' in answer) return unparsed(answer.failed)
  if ('probabilities' in answer) {
    return style === 'logits'
      ? fromProbabilities(question, answer)
      : unparsed('probabilities instead of a text')
  }
  return style === 'logits' ? unparsed('a text instead of probabilities') : fromText(answer.text)
}

function fromProbabilities(
  question: Pick<Question, 'id'>,
  { probabilities, mass }: { probabilities: number[]; mass: number },
): ReadVerdict {
  const names = possibleAnswers(question)
  const sum = probabilities.reduce((total, value) => total + value, 0)
  if (probabilities.length !== names.length || !(Math.abs(sum - 1) < 1e-3)) {
    return unparsed(`${probabilities.length} probabilities that sum to ${sum}`)
  }
  const told = {
    probabilities: Object.fromEntries(names.map((name, index) => [name, probabilities[index]!])),
    mass,
  }
  if (!(mass >= minimumMass)) {
    return { ...unparsed(`only ${mass.toPrecision(2)} of the probability is on an allowed answer`), ...told }
  }
  const likeliest = names[probabilities.indexOf(Math.max(...probabilities))]!
  const answer = question.id === overall ? Number(likeliest) : (likeliest as Verdict['answer'])
  return { answer, ...told }
}

function fromText(text: string): ReadVerdict {
  const { score, reason } = readScore(text)
  return score === undefined ? unparsed(reason) : { answer: score, ...(reason === '' ? {} : { reason }) }
}

function unparsed(reason: string): ReadVerdict {
  return { answer: 'unparsed', reason }
}
