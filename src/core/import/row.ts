/** One row of somebody's file as a prompt with an answer or with two, or why it can't be used. */
import { holdsHalfCharacter } from '../half-character.js'
import { jsonFault } from '../json-fault.js'
import { type Candidate, candidateSchema, type Message } from '../records.js'
import { columnIn, type ImportColumns, type ImportRole, isPlain, type Row } from './columns.js'
import {
  answerIn,
  isUnusable,
  promptIn,
  type Said,
  saidIn,
  sameTurns,
  type Unusable,
} from './conversation.js'

export type ImportedRow = { prompt: Message[] } & (
  | { kind: 'answer'; answer: string }
  | { kind: 'pair'; chosen: string; rejected: string }
)

/** A candidate that lattice wrote: it names its prompt by id. */
export interface OwnRow {
  kind: 'own'
  candidate: Candidate
}

export function importedRow(value: unknown, asked: ImportColumns): ImportedRow | OwnRow | Unusable {
  const row = anyRow(value, asked)
  return !isUnusable(row) && textsOf(row).some(holdsHalfCharacter) ? { reason: 'half a character' } : row
}

function textsOf(row: ImportedRow | OwnRow): string[] {
  if (row.kind === 'own') return [row.candidate.text]
  const answers = row.kind === 'pair' ? [row.chosen, row.rejected] : [row.answer]
  return [...row.prompt.map(({ content }) => content), ...answers]
}

function anyRow(value: unknown, asked: ImportColumns): ImportedRow | OwnRow | Unusable {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { reason: isTorn(value) ? tornLine : 'not a JSON object' }
  const row = value as Row
  const own = candidateSchema.safeParse(row)
  if (own.success) return { kind: 'own', candidate: own.data }
  for (const role of ['class', 'group'] as const) {
    const column = columnIn(row, role, asked)
    if (column !== undefined && !isPlain(row[column])) return { reason: `its ${role} is not a text` }
  }
  const has = (role: ImportRole) => columnIn(row, role, asked) !== undefined
  if (has('chosen') || has('rejected')) return pairIn(row, asked)
  const inMessages = has('messages') && !has('answer') && asked.answer === undefined
  return inMessages ? messagesIn(row, asked) : answeredIn(row, asked)
}

export const tornLine = 'not JSON: it ends too early'

/** A row that is a text may be a line that is no JSON; half a file ends in one. */
function isTorn(value: unknown): boolean {
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return false
  return /^it ends /.test(jsonFault(value)?.problem ?? '')
}

function pairIn(row: Row, asked: ImportColumns): ImportedRow | Unusable {
  const [chosen, rejected] = [answerOf(row, 'chosen', asked), answerOf(row, 'rejected', asked)]
  if (isUnusable(chosen)) return chosen
  if (isUnusable(rejected)) return rejected
  const given = promptOf(row, asked)
  if (given !== undefined && isUnusable(given)) return given
  const prompt = agreed([given, chosen.before, rejected.before])
  if (isUnusable(prompt)) return prompt
  if (chosen.answer.trim() === rejected.answer.trim()) return { reason: 'chosen and rejected are the same' }
  return { kind: 'pair', prompt, chosen: chosen.answer, rejected: rejected.answer }
}

function answeredIn(row: Row, asked: ImportColumns): ImportedRow | Unusable {
  const given = promptOf(row, asked)
  if (given !== undefined && isUnusable(given)) return given
  const answer = answerOf(row, 'answer', asked)
  if (isUnusable(answer)) return answer
  const prompt = agreed([given, answer.before])
  return isUnusable(prompt) ? prompt : { kind: 'answer', prompt, answer: answer.answer }
}

function messagesIn(row: Row, asked: ImportColumns): ImportedRow | Unusable {
  const answer = answerOf(row, 'messages', asked)
  if (isUnusable(answer)) return answer
  const given = promptOf(row, asked)
  if (given && !isUnusable(given) && !standsIn(given, answer.before ?? []))
    return { reason: 'its prompt does not stand in its messages' }
  const prompt = agreed([answer.before])
  return isUnusable(prompt) ? prompt : { kind: 'answer', prompt, answer: answer.answer }
}

/** A `prompt` beside a conversation often is only its first turn. */
const standsIn = (given: readonly Message[], turns: readonly Message[]) =>
  given.every((turn) => turns.some((other) => sameTurns([turn], [other])))

function answerOf(row: Row, role: 'chosen' | 'rejected' | 'answer' | 'messages', asked: ImportColumns) {
  const column = columnIn(row, role, asked)
  if (column === undefined) return { reason: absent[role] }
  const said = saidIn(row[column])
  return isUnusable(said) ? said : answerIn(said)
}

const absent = {
  chosen: 'no chosen answer',
  rejected: 'no rejected answer',
  answer: 'no answer',
  messages: 'no messages',
}

function promptOf(row: Row, asked: ImportColumns): Message[] | Unusable | undefined {
  const column = columnIn(row, 'prompt', asked)
  if (column === undefined) return undefined
  const said = saidIn(row[column])
  return isUnusable(said) ? said : promptIn(withInput(said, column, row))
}

/** Alpaca's rows say in `input` what the instruction speaks of. */
function withInput(said: Said, column: string, { input }: Row): Said {
  if (!('text' in said) || column !== 'instruction' || typeof input !== 'string' || input === '') return said
  return { text: `${said.text}\n\n${input}` }
}

/** The turns before the answer, which a row may hold more than once: they must be the same. */
function agreed(found: readonly (Message[] | undefined)[]): Message[] | Unusable {
  const [first, ...others] = found.filter((turns) => turns !== undefined)
  if (first === undefined) return { reason: 'no prompt' }
  if (others.some((turns) => !sameTurns(first, turns)))
    return { reason: 'the turns before the answer differ' }
  return promptIn({ turns: first })
}
