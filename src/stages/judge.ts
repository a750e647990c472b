/** Verdicts on candidates: `critique` selects training data by them, `judge` measures models by them. */
import { type Ask, ask } from '../core/asks.js'
import { hashOf } from '../core/canonical.js'
import { type Constitution, overall } from '../core/constitution.js'
import { principleQuestions, type Question } from '../core/critic/question.js'
import { type CriticTemplate, criticTemplates } from '../core/critic/template.js'
import { type ReadVerdict, readVerdict } from '../core/critic/verdict.js'
import { LatticeError } from '../core/errors.js'
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

export const critiqueStage: Stage<JudgeSettings> = { name: 'critique', version: 2, run: judge }
export const judgeStage: Stage<JudgeSettings> = { name: 'judge', version: 3, run: judge }

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
  const count = { judged: 0, unparsed: 0 }
  let subject: string | undefined
  for await (const verdict of verdicts) {
    yield { file: 'verdicts.jsonl', record: verdict }
    if (verdict.subject !== subject) count.judged += 1
    subject = verdict.subject
    if (verdict.answer === 'unparsed' && verdict.question === overall) count.unparsed += 1
  }
  yield { fact: 'judged', value: count.judged }
  yield { fact: 'unparsed', value: count.unparsed }
  if (count.unparsed > settings.max_unparsed * count.judged) throw tooManyUnparsed(count, settings)
}

async function* byRules({ constitution }: JudgeSettings, ports: Ports): AsyncGenerator<Verdict> {
  const judge = `rules:${rulesHash(constitution)}`
  const judgeBy = rulesJudge(constitution)
  const questions = new Map(principleQuestions(constitution).map((question) => [question.id, question]))
  for await (const { prompt, candidate } of subjects(ports)) {
    for (const { principle, answer, reason, category } of judgeBy({ prompt, answer: candidate.text })) {
      const question = questions.get(principle) as Question
      yield verdictOf({
        candidate,
        question,
        template: 'rules',
        judge,
        read: { answer, ...(reason ? { reason } : {}), ...(category ? { category } : {}) },
      })
    }
  }
}

async function* byModel(settings: JudgeSettings, templateId: string, ports: Ports): AsyncGenerator<Verdict> {
  const template = requireTemplate(templateId)
  const judge = `model:${hashOf(ports.identity).slice(0, 20)}`
  const slots = () => questionsOf(template, settings, ports)
  const asks = () => map(slots(), (slot) => askOf(slot, template, settings, ports))
  for await (const [{ candidate, question }, { answer }] of zip(slots(), ports.ask(asks))) {
    const read = readVerdict({ style: template.style, question, answer })
    yield verdictOf({ candidate, question, template: template.id, judge, read })
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

function tooManyUnparsed(
  { judged, unparsed }: { judged: number; unparsed: number },
  { max_unparsed }: JudgeSettings,
) {
  const share = (100 * unparsed) / judged
  return new LatticeError(
    `The critic gave no readable verdict on ${unparsed} of ${judged} candidates (${share.toFixed(1)} %, at most ${100 * max_unparsed} %).`,
    {
      hint: 'Its answers are kept in answers.jsonl of this step: read some. A larger or instruction-tuned critic, or critique.style logits, usually helps; critique.max_unparsed sets the limit.',
    },
  )
}
