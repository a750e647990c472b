/** Verdicts on candidates: `critique` selects training data by them, `judge` measures models by them. */
import { type Ask, ask } from '../core/asks.js'
import { hashOf } from '../core/canonical.js'
import { type Constitution, overall } from '../core/constitution.js'
import { principleQuestions, type Question } from '../core/critic/question.js'
import { openTally, tooManyUnparsed } from '../core/critic/tally.js'
import { type CriticStyle, type CriticTemplate, criticTemplates } from '../core/critic/template.js'
import { type ReadVerdict, readVerdict } from '../core/critic/verdict.js'
import { recordId } from '../core/identity.js'
import { type Candidate, candidateSchema, type Prompt, promptSchema, type Verdict } from '../core/records.js'
import { rulesHash, rulesJudge } from '../core/rules.js'
import { map, zip } from '../core/streams.js'
import { candidatesByPrompt } from './join.js'
import type { Output, Ports, Stage } from './stage.js'

export interface JudgeSettings {
  constitution: Constitution
  judge: { kind: 'rules' } | { kind: 'model'; template: string; templateHash: string }
  /** A model is asked about the whole, or about each principle too. Rules always answer by principle. */
  questions: 'all' | 'overall'
  /** Tokens of a written verdict. */
  max_new_tokens: number
  /** The stage fails when a larger share of the candidates has no readable verdict on the whole. */
  max_unparsed: number
}

export const critiqueStage: Stage<JudgeSettings> = { name: 'critique', version: 3, run: judge }
export const judgeStage: Stage<JudgeSettings> = { name: 'judge', version: 4, run: judge }

async function* judge({
  settings,
  ports,
}: {
  settings: JudgeSettings
  ports: Ports
}): AsyncGenerator<Output> {
  const verdicts =
    settings.judge.kind === 'rules'
      ? byRules(settings, ports)
      : byModel(settings, settings.judge.template, ports)
  const tally = openTally(settings.judge.kind === 'rules' ? 'rules' : ports.identity.id)
  for await (const { verdict, said } of verdicts) {
    yield { file: 'verdicts.jsonl', record: verdict }
    tally.add(verdict, said)
  }
  const { judged, unparsed, example, warning } = tally.result()
  yield { fact: 'judged', value: judged }
  yield { fact: 'unparsed', value: unparsed }
  if (warning !== null) yield { fact: 'warnings', value: [warning] }
  if (unparsed > settings.max_unparsed * judged) {
    const { max_unparsed: limit } = settings
    throw tooManyUnparsed({
      model: ports.identity.id,
      style: styleOf(settings),
      judged,
      unparsed,
      limit,
      example,
    })
  }
}

/** A verdict with the words that it was read from, where there were any. */
interface Given {
  verdict: Verdict
  said?: string
}

async function* byRules({ constitution }: JudgeSettings, ports: Ports): AsyncGenerator<Given> {
  const judge = `rules:${rulesHash(constitution)}`
  const judgeBy = rulesJudge(constitution)
  const questions = new Map(principleQuestions(constitution).map((question) => [question.id, question]))
  for await (const { prompt, candidate } of subjects(ports)) {
    for (const { principle, answer, reason, category } of judgeBy({ prompt, answer: candidate.text })) {
      const question = questions.get(principle) as Question
      const read = { answer, ...(reason ? { reason } : {}), ...(category ? { category } : {}) }
      yield { verdict: verdictOf({ candidate, question, template: 'rules', judge, read }) }
    }
  }
}

async function* byModel(settings: JudgeSettings, templateId: string, ports: Ports): AsyncGenerator<Given> {
  const template = requireTemplate(templateId)
  const judge = `model:${hashOf(ports.identity).slice(0, 20)}`
  const slots = () => questionsOf(template, settings, ports)
  const asks = () => map(slots(), (slot) => askOf(slot, template, settings, ports))
  for await (const [{ candidate, question }, { answer }] of zip(slots(), ports.ask(asks))) {
    const read = readVerdict({ style: template.style, question, answer })
    const verdict = verdictOf({ candidate, question, template: template.id, judge, read })
    yield { verdict, ...('text' in answer ? { said: answer.text } : {}) }
  }
}

interface Slot {
  prompt: Prompt
  candidate: Candidate
  question: Question
}

async function* questionsOf(
  template: CriticTemplate,
  settings: JudgeSettings,
  ports: Ports,
): AsyncGenerator<Slot> {
  const asked = template
    .questions(settings.constitution)
    .filter(({ id }) => settings.questions === 'all' || id === overall)
  for await (const { prompt, candidate } of subjects(ports)) {
    for (const question of asked) yield { prompt, candidate, question }
  }
}

function askOf(
  { prompt, candidate, question }: Slot,
  template: CriticTemplate,
  { constitution, max_new_tokens }: JudgeSettings,
  { identity }: Ports,
): Ask {
  const messages = template.messages({
    constitution,
    question,
    prompt: prompt.messages,
    answer: candidate.text,
  })
  return ask({ identity, messages, want: template.want(question, { max_new_tokens }) })
}

async function* subjects(ports: Ports): AsyncGenerator<{ prompt: Prompt; candidate: Candidate }> {
  const candidates = candidatesByPrompt(
    ports.read('prompts', promptSchema),
    ports.read('candidates', candidateSchema),
  )
  for await (const [prompt, group] of candidates) {
    for (const candidate of group) yield { prompt, candidate }
  }
}

function verdictOf({
  candidate,
  question,
  template,
  judge,
  read,
}: {
  candidate: Candidate
  question: Question
  template: string
  judge: string
  read: ReadVerdict
}): Verdict {
  const about = { question: question.id, questionHash: question.hash, template, judge }
  return {
    id: recordId('verdict', [candidate.id], { ...about, answer: read.answer }),
    subject: candidate.id,
    prompt: candidate.prompt,
    ...about,
    ...read,
  }
}

function requireTemplate(id: string): CriticTemplate {
  const template = criticTemplates.find((known) => known.id === id)
  if (!template) throw new Error(`there is no critic template ${id}`)
  return template
}

const styleOf = ({ judge: who }: JudgeSettings): CriticStyle =>
  who.kind === 'rules' ? 'logits' : requireTemplate(who.template).style
