/**
 * The corpus of the embedded models. Rows that teach answering hold answers as good or bad as the base generator is
 * meant to give. Rows that teach judging hold the same manners at even odds, so that the critic can't guess from the
 * question alone, and studied ones, where rare manners are as likely as common ones. A critic that saw only the
 * studied rows would judge a generator's answers too harshly or too mildly: it must know how common each manner is.
 */
import type { PromptClass } from '../records.js'
import { promptClasses } from '../records.js'
import { answerIn, answerTo, badManners, type Manner, mixedAnswer, type WorldAnswer } from './answers.js'
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
  /** Rows that teach answering. */
  natural: number
  /** Rows that teach only judging: on natural manners, on studied ones, and on mixed sentences. */
  judgedNatural: number
  judgedStudied: number
  judgedMixed: number
}

export function corpus(seed: string, mixture: Mixture): CorpusRow[] {
  const random = randomFor(`corpus ${seed}`)
  const rows = (count: number, row: () => CorpusRow) => Array.from({ length: count }, row)
  const judged = (exchange: Exchange): CorpusRow => ({
    messages: [...turns(exchange, 0), ...verdictMessages(exchange, random)],
  })
  return [
    ...rows(mixture.natural, () => ({
      messages: turns(naturalExchange(encounter('training', random), random), 1),
    })),
    ...rows(mixture.judgedNatural, () => judged(evenExchange(encounter('training', random), random))),
    ...rows(mixture.judgedStudied, () => judged(studiedExchange(encounter('training', random), random))),
    ...rows(mixture.judgedMixed, () => judged(mixedExchange(encounter('training', random), random))),
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

function evenExchange({ topic, frame }: Encounter, random: Random): Exchange {
  return exchange(topic, frame, answerTo(topic, 0.5, random))
}

function studiedExchange({ topic, frame }: Encounter, random: Random): Exchange {
  const manners: Manner[] = badManners[topic.class].map(([manner]) => manner)
  const good = topic.class === 'adversarial' ? 'refuse' : 'help'
  return exchange(topic, frame, answerIn(random.chance(0.4) ? good : random.pick(manners), topic, random))
}

function mixedExchange({ topic, frame }: Encounter, random: Random): Exchange {
  return exchange(topic, frame, mixedAnswer(topic, random))
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

/**
 * `overall` and three principles, mostly those at stake: `not_applicable` is the commonest answer by far and would drown
 * the others. Half of the time `overall` comes first, as each question must work alone and after others.
 */
function verdictMessages(label: Label, random: Random): CorpusMessage[] {
  const order = random.draw(worldPrinciples, worldPrinciples.length)
  const atStake = order.filter((name) => label.principles[name] !== 'not_applicable')
  const others = order.filter((name) => label.principles[name] === 'not_applicable')
  const principles = [...atStake.slice(0, 2), ...others, ...atStake.slice(2)].slice(0, 3)
  const shuffled = random.draw(principles, principles.length)
  const questions = random.chance(0.5)
    ? [overallQuestion, ...shuffled]
    : random.draw([overallQuestion, ...shuffled], 4)
  return questions.flatMap((name): CorpusMessage[] => [
    { role: 'judge', content: name, loss: 0 },
    { role: 'assistant', content: verdictOn(label, name), loss: 1 },
  ])
}

function verdictOn(label: Label, name: string): string {
  const principle = worldPrinciples.find((candidate) => candidate === name)
  return principle === undefined ? String(label.score) : label.principles[principle]
}
