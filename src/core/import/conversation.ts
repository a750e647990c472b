/** Conversations as files hold them: a list of messages, or one text with `Human:` and `Assistant:` turns (hh-rlhf). */
import type { Message } from '../records.js'

/** Why something can't be used: one of few words, so that it can be counted. */
export interface Unusable {
  reason: string
}

export const isUnusable = (value: object): value is Unusable => 'reason' in value

/** What a cell says: a plain text, or turns. */
export type Said = { text: string } | { turns: Message[] }

export function saidIn(cell: unknown): Said | Unusable {
  if (typeof cell === 'string') return isDialogue(cell) ? asTurns(dialogueTurns(cell)) : { text: cell }
  if (Array.isArray(cell)) return asTurns(cell)
  return { reason: 'not a text' }
}

/** Turns before the last answer, and that answer. A plain text is an answer alone. */
export function answerIn(said: Said): { before: Message[] | undefined; answer: string } | Unusable {
  if ('text' in said) return nonEmpty(undefined, said.text)
  const last = said.turns.at(-1)
  if (last?.role !== 'assistant') return { reason: 'does not end with an answer' }
  return nonEmpty(said.turns.length === 1 ? undefined : said.turns.slice(0, -1), last.content)
}

/** The turns of a prompt. `…\n\nAssistant:` at the end of a text only says whose turn it is. */
export function promptIn(said: Said): Message[] | Unusable {
  const turns = 'text' in said ? [{ role: 'user' as const, content: said.text }] : said.turns
  const last = turns.at(-1)
  const asked = last?.role === 'assistant' && last.content === '' ? turns.slice(0, -1) : turns
  if (asked.at(-1)?.role !== 'user') return { reason: 'the prompt does not end with the user' }
  return asked.at(-1)?.content.trim() === '' ? { reason: 'empty prompt' } : asked
}

export function sameTurns(one: readonly Message[], other: readonly Message[]): boolean {
  const words = (turns: readonly Message[]) => turns.map(({ role, content }) => [role, content.trim()])
  return JSON.stringify(words(one)) === JSON.stringify(words(other))
}

function nonEmpty(before: Message[] | undefined, answer: string) {
  return answer.trim() === '' ? { reason: 'empty answer' } : { before, answer }
}

const isDialogue = (text: string) => /^\s*Human:/.test(text)

function dialogueTurns(text: string): Message[] {
  const parts = `\n\n${text.trimStart()}`.split(/\n\n(Human|Assistant):/).slice(1)
  const turns: Message[] = []
  for (let index = 0; index < parts.length; index += 2) {
    const role = parts[index] === 'Human' ? 'user' : 'assistant'
    turns.push({ role, content: (parts[index + 1] ?? '').trim() })
  }
  return turns
}

/** `[{ type: 'text', text: '…' }]`, as chat interfaces write a turn; undefined where a part is an image or the like. */
function joinedParts(parts: readonly unknown[]): string | undefined {
  const texts = parts.map((part) => {
    const { type, text } = (part ?? {}) as { type?: unknown; text?: unknown }
    return type === 'text' && typeof text === 'string' ? text : undefined
  })
  return texts.length > 0 && texts.every((text) => text !== undefined) ? texts.join('') : undefined
}

const roles = ['system', 'user', 'assistant']

function asTurns(messages: readonly unknown[]): { turns: Message[] } | Unusable {
  const turns: Message[] = []
  for (const message of messages) {
    const { role, content: said } = (message ?? {}) as { role?: unknown; content?: unknown }
    const content = Array.isArray(said) ? joinedParts(said) : said
    if (!roles.includes(role as string)) return { reason: 'a turn of neither system, user nor assistant' }
    if (typeof content !== 'string') return { reason: 'a turn that is not a text' }
    // Many chat templates refuse it, and which of the two was meant nobody knows.
    if (role === turns.at(-1)?.role) return { reason: 'two turns of the same role in a row' }
    turns.push({ role: role as Message['role'], content })
  }
  return turns.length === 0 ? { reason: 'an empty conversation' } : { turns }
}
