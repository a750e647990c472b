/**
 * Which split a prompt belongs to is a property of the prompt alone: a hash of its declared group, else of its
 * normalised text. It doesn't depend on other prompts, on their order or on a shuffle, so adding a file or
 * sorting one never moves a prompt from training to evaluation.
 */
import { sha256 } from './canonical.js'
import type { Message, Split } from './records.js'

/** Shares of all prompts, each 0..1 and together at most 1; the rest is for training. */
export interface SplitRatios {
  validation: number
  evaluation: number
}

/** Where files are for evaluation alone, no share of the others is. */
export function ratiosFor(split: SplitRatios, evaluationFiles: boolean): SplitRatios {
  return { validation: split.validation, evaluation: evaluationFiles ? 0 : split.evaluation }
}

/**
 * The split of a prompt. Evaluation takes the lower end of the hash range and validation the next part, so that
 * another validation ratio leaves every evaluation prompt where it was.
 * @param text normalised prompt text, see {@link promptText}
 */
export function splitOf({
  text,
  group,
  ratios,
}: {
  text: string
  group?: string | undefined
  ratios: SplitRatios
}): Split {
  const place = fractionOf(group === undefined ? `text\n${text}` : `group\n${group}`)
  if (place < ratios.evaluation) return 'evaluation'
  return place < ratios.evaluation + ratios.validation ? 'validation' : 'train'
}

/**
 * The text by which two prompts count as the same: each message normalised, one after the other. A user message
 * stands bare, so that a prompt written as a text and the same written as messages agree.
 */
export function promptText(messages: readonly Message[]): string {
  return messages
    .map(({ role, content }) => (role === 'user' ? normalised(content) : `${role}: ${normalised(content)}`))
    .join('\n')
}

/** NFKC, lower case, runs of white space as one space. */
export function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** The first 52 bits of the hash, as a number in [0, 1). Changing this moves every prompt that anyone ever split. */
function fractionOf(key: string): number {
  return Number.parseInt(sha256(key).slice(0, 13), 16) / 2 ** 52
}
