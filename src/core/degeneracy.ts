import { wordsOf } from './words.js'

/**
 * More repeated 3-grams than this and a text counts as stuck. Of the 1,125 completions of five models that
 * XSTest ships, in answers of up to some 200 words, none is above 0.35 and 1 % is above 0.17.
 */
const repetitionLimit = 0.4

export interface Degeneracy {
  empty: boolean
  /** it ran into the length limit; a long answer may, so this alone is not degenerate */
  truncated: boolean
  /** share of its word 3-grams that stood in it before, 0..1 */
  repetition: number
  /** empty or stuck */
  degenerate: boolean
}

/** What is wrong with a text whatever it says. */
export function degeneracyOf({ text, finish }: { text: string; finish: 'stop' | 'length' }): Degeneracy {
  const empty = text.trim() === ''
  const repetition = repeatedShare(wordsOf(text.toLowerCase()))
  return {
    empty,
    truncated: finish === 'length',
    repetition,
    degenerate: empty || repetition > repetitionLimit,
  }
}

function repeatedShare(words: readonly string[]): number {
  const grams = words.slice(2).map((word, index) => `${words[index]} ${words[index + 1]} ${word}`)
  return grams.length === 0 ? 0 : 1 - new Set(grams).size / grams.length
}
