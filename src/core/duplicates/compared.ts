/** What is compared of messages and rows. */
import type { Example, Message, Pair } from '../records.js'

/**
 * A prompt as one text: its turns without the system's, which many prompts share word for word and which would make
 * all of them look alike.
 */
export function promptWords(messages: readonly Message[]): string {
  return messages
    .filter(({ role }) => role !== 'system')
    .map(({ content }) => content)
    .join('\n')
}

/** The answers of a training row: what a model learns to say, and what it learns not to. */
export function answersOf(row: Example | Pair): string[] {
  const answers = 'completion' in row ? [row.completion] : [row.chosen, row.rejected]
  return answers.map(promptWords)
}

/**
 * Prompt and answers of a training row as the parts of one text. Rows are near-duplicates when every part is one: the
 * same prompt with another answer is not, nor is the same refusal of another request.
 */
export function rowParts(row: Example | Pair): string[] {
  return [promptWords(row.prompt), ...answersOf(row)]
}
