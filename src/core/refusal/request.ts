import type { Message } from '../records.js'

/** What an answer answers: the last that the user said. */
export function requestIn(messages: readonly Message[]): string {
  return messages.findLast(({ role }) => role === 'user')?.content ?? ''
}
