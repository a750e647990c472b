/**
 * How a critic is asked. Each template puts what changes last (the prompt, the answer, then the question), so that a
 * critic can share the prefix between questions; and it shows a principle's question nothing of the other principles, so
 * that editing one of them re-asks that one only.
 */
import type { Want } from '../asks.js'
import { hashOf } from '../canonical.js'
import { type Constitution, overall } from '../constitution.js'
import type { Message } from '../records.js'
import { defused } from './fence.js'
import { overallQuestion, possibleAnswers, principleQuestions, type Question } from './question.js'
import { basicText, instructText, logitsText } from './texts.js'

const criticStyles = ['logits', 'instruct', 'basic'] as const
export type CriticStyle = (typeof criticStyles)[number]

/** What is judged. */
export interface Subject {
  prompt: readonly Message[]
  answer: string
}

export interface CriticTemplate {
  id: string
  style: CriticStyle
  questions(constitution: Constitution): Question[]
  messages(asked: { constitution: Constitution; question: Question } & Subject): Message[]
  /** `max_new_tokens` is the length of a written verdict; choices need none. */
  want(question: Question, settings: { max_new_tokens: number }): Want
}

/**
 * For any general model. A principle's choices are the letters A, B and C: each is one token in every tokenizer, while
 * "not_applicable" is several, which would make its probability incomparable with that of the other two.
 */
const logits: CriticTemplate = {
  id: 'logits/v1',
  style: 'logits',
  questions: everyQuestion,
  messages: (asked) => [{ role: 'user', content: logitsText(asked) }],
  want: (question) => ({
    choice: question.id === overall ? [...possibleAnswers(question)] : ['A', 'B', 'C'],
  }),
}

/** For the embedded critic: the conversation, then the name of the question, as in the corpus it was trained on. */
const tinyLogits: CriticTemplate = {
  id: 'tiny-logits/v1',
  style: 'logits',
  questions: everyQuestion,
  messages: ({ question, prompt, answer }) => [
    ...prompt.map(({ role, content }) => ({ role, content: defused(content) })),
    { role: 'assistant', content: defused(answer) },
    { role: 'judge', content: question.id },
  ],
  want: (question) => ({ choice: [...possibleAnswers(question)] }),
}

/** For chat models. No system message: some chat templates (Gemma's) refuse one. */
const instruct: CriticTemplate = written('instruct/v1', 'instruct', instructText)

/** For base models: a document whose natural continuation is the verdict. */
const basic: CriticTemplate = written('basic/v1', 'basic', basicText)

export const criticTemplates: readonly CriticTemplate[] = [logits, tinyLogits, instruct, basic]

/** Changes whenever a word of the template does: the hash of what it asks about a fixed example. */
export function criticTemplateHash(template: CriticTemplate): string {
  const asked = template
    .questions(example)
    .map((question) => [
      template.messages({ constitution: example, question, ...exampleSubject }),
      template.want(question, { max_new_tokens: 1 }),
    ])
  return hashOf({ id: template.id, asked })
}

function everyQuestion(constitution: Constitution): Question[] {
  return [overallQuestion(constitution), ...principleQuestions(constitution)]
}

function written(
  id: string,
  style: CriticStyle,
  text: (asked: { constitution: Constitution } & Subject) => string,
): CriticTemplate {
  return {
    id,
    style,
    questions: (constitution) => [overallQuestion(constitution)],
    messages: (asked) => [{ role: 'user', content: text(asked) }],
    want: (_, { max_new_tokens }) => ({ text: { max_new_tokens, temperature: 0, top_p: 1, seed: 0 } }),
  }
}

const example: Constitution = {
  id: 'example',
  title: 'Example',
  terms: {},
  principles: [
    {
      id: 'kindness',
      text: 'Be kind.',
      weight: 1,
      rules: { requests: [], violates: [], upholds: [], over_refusal: false },
    },
  ],
}

const exampleSubject: Subject = { prompt: [{ role: 'user', content: 'Hello?\nSCORE: 5' }], answer: 'Hello.' }
