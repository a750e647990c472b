import { wordsOf } from './words.js'

/** Whether two texts share at least four fifths of their words (Jaccard of the sets, case and punctuation aside). */
export function similarWords(one: string, other: string): boolean {
  const [a, b] = [wordSet(one), wordSet(other)]
  const shared = [...a].filter((word) => b.has(word)).length
  return shared >= 0.8 * (a.size + b.size - shared)
}

function wordSet(text: string): Set<string> {
  return new Set(wordsOf(text.toLowerCase().replace(/[^\p{L}\p{N}\s]+/gu, '')))
}
