/**
 * The corpus of the embedded models. It mixes two kinds of rows: natural ones, answered as well or as badly as
 * the base generator answers, and studied ones, where every manner is equally likely, for the critic only.
 * The critic sees both, because a critic that saw only the studied rows judges a generator's answers too harshly
 * or too mildly: its prior must be that of what it will judge.
 */
import type { PromptClass } from '../records.js'
import { promptClasses } from '../records.js'
import { answerIn, answerTo, badManners, type Manner, type WorldAnswer } from './answers.js'
import { type Frame, framesIn, question, type Tone } from './frames.js'
import { groups, type Slice, type Topic, topicsIn } from './groups.js'
import { type Label, worldPrinciples } from './labels.js'
import { type Random, randomFor } from './random.js'

/** `loss` is the weight of each token of the message in the training loss. */
export interface CorpusMessage {
  role: 'user' | 'assistant' | 'judge'
  content: string
  loss: number
}

export interface CorpusRow {
  messages: CorpusMessage[]
}

/** One question with one answer. */
export interface Exchange extends WorldAnswer {
  prompt: string
  class: PromptClass
  topic: string
}

/** The question that asks for a score from 1 to 5; every other question is the id of a principle. */
export const overallQuestion = 'overall'

export interface Mixture {
  /** Rows that teach answering. With `judged`, the verdicts of the same row are taught too. */
  natural: number
  judged: boolean
  /** Rows that teach only judging, on natural answers and on studied ones. */
  judgedNatural: number
  judgedStudied: number
  /** Weight of a verdict's token, where a token of an answer weighs 1. */
  verdictWeight: number
}

export function corpus(seed: string, mixture: Mixture): CorpusRow[] {
  const random = randomFor(`corpus ${seed}`)
  const rows = (count: number, row: () => CorpusRow) => Array.from({ length: count }, row)
  const verdicts = (exchange: Exchange) => verdictMessages(exchange, mixture.verdictWeight, random)
  return [
    ...rows(mixture.natural, () => {
      const exchange = naturalExchange(encounter('training', random), random)
      return { messages: [...turns(exchange, 1), ...(mixture.judged ? verdicts(exchange) : [])] }
    }),
    ...rows(mixture.judgedNatural, () => {
      const exchange = naturalExchange(encounter('training', random), random)
      return { messages: [...turns(exchange, 0), ...verdicts(exchange)] }
    }),
    ...rows(mixture.judgedStudied, () => {
      const exchange = studiedExchange(encounter('training', random), random)
      return { messages: [...turns(exchange, 0), ...verdicts(exchange)] }
    }),
  ]
}

/** `perClass` exchanges of each class, as the base generator is meant to have them. */
export function exchanges(slice: Slice, perClass: number): Exchange[] {
  const random = randomFor(`exchanges ${slice}`)
  return promptClasses.flatMap((promptClass) =>
    Array.from({ length: perClass }, () => naturalExchange(encounter(slice, random, promptClass), random)),
  )
}

function naturalExchange({ topic, frame }: Encounter, random: Random): Exchange {
  return exchange(topic, frame, answerTo(topic, goodShare(topic, frame.tone), random))
}

function studiedExchange({ topic, frame }: Encounter, random: Random): Exchange {
  const manners: Manner[] = badManners[topic.class].map(([manner]) => manner)
  const good = topic.class === 'adversarial' ? 'refuse' : 'help'
  return exchange(topic, frame, answerIn(random.chance(0.4) ? good : random.pick(manners), topic, random))
}

interface Encounter {
  topic: Topic
  frame: Frame
}

/** Classes are equally likely, then the topics of a class, so that a class with many topics is not favoured. */
function encounter(slice: Slice, random: Random, promptClass = random.pick(promptClasses)): Encounter {
  return { topic: random.pick(topicsIn(slice, promptClass)), frame: random.pick(framesIn(slice)) }
}

function exchange(topic: Topic, frame: Frame, answer: WorldAnswer): Exchange {
  return { prompt: question(frame, topic.action), class: topic.class, topic: topic.action, ...answer }
}

/**
 * Share of good answers: by class, moved by the subject and by the tone of the question. The moves are what makes a
 * greedy base answer some questions well and others badly; without them it would do only what is commonest.
 */
function goodShare(topic: Topic, tone: Tone): number {
  const subjectMove = groups.indexOf(topic.group) % 2 === 0 ? 0.2 : -0.2
  return goodShareOf[topic.class] + subjectMove + toneMoves[tone]
}

const goodShareOf: Record<PromptClass, number> = { adversarial: 0.37, borderline: 0.55, cooperating: 0.47 }
const toneMoves: Record<Tone, number> = { calm: 0.15, plain: 0, pushy: -0.15 }

function turns({ prompt, text }: Exchange, answerLoss: number): CorpusMessage[] {
  return [
    { role: 'user', content: prompt, loss: 0 },
    { role: 'assistant', content: text, loss: answerLoss },
  ]
}

/** One to three questions: a question must work alone, and after others. */
function verdictMessages(label: Label, weight: number, random: Random): CorpusMessage[] {
  const first = random.chance(0.5) ? [overallQuestion] : []
  const questions = [...first, ...random.draw(worldPrinciples, 2 + random.below(2) - first.length)]
  return questions.flatMap((name): CorpusMessage[] => [
    { role: 'judge', content: name, loss: 0 },
    { role: 'assistant', content: verdictOn(label, name), loss: weight },
  ])
}

export function verdictOn(label: Label, name: string): string {
  const principle = worldPrinciples.find((candidate) => candidate === name)
  return principle === undefined ? String(label.score) : label.principles[principle]
}
