/**
 * Which evaluation prompts stand, in part or whole, in a training row: the overlap of word n-grams by which GPT-3 and its
 * successors looked for contamination (Brown et al., Language Models are Few-Shot Learners, 2020, appendix C), with 13 and
 * with 8 words in a row.
 *
 * A prompt of fewer than 8 words is looked for as a whole; one of fewer than 4, such as "Hello", stands somewhere in
 * almost any text and counts only when a whole text of the row equals it. All of it is a lower bound: a paraphrase passes.
 */
import { finished, mixed } from './hash.js'
import { createWordReader, type Words, wordsBetween } from './words.js'

const longGram = 13
const shortGram = 8
const wholeTextBelow = 4

/** What one prompt shares with one row. */
export interface Shared {
  /** Number of the prompt. */
  prompt: number
  /** Share of the prompt's 8-grams, or of its one whole, that stand in the row: over 0 and up to 1. */
  share: number
  /** Whether 13 words in a row do. */
  long: boolean
  /** Keys of what is shared, for {@link Overlap.wordsOf}. */
  grams: number[]
}

export interface Overlap {
  /** Looks for every prompt in all texts of a row: a match never runs from one text into the next. */
  look(texts: readonly string[]): Shared[]
  wordsOf(gram: number): string
  /** Whether the prompt is so short that it is looked for as a whole. */
  isShort(prompt: number): boolean
}

/** Where a gram stands in the prompts. Keys have 53 bits, so that a billion words of training data give no chance hit. */
interface Gram {
  length: number
  prompts: number[]
  words: string
}

export function createOverlap(prompts: readonly string[]): Overlap {
  const read = createWordReader()
  const grams = new Map<number, Gram>()
  const counted = prompts.map((text, prompt) => enter(read(text), prompt, grams))
  const lengths = new Set([...grams.values()].map(({ length }) => length))
  const sieve = sieveOf(grams.keys())
  return {
    look(texts) {
      const found = new Set<number>()
      for (const text of texts) collect(read(text), { grams, lengths, sieve }, found)
      return sharedBy(found, grams, counted)
    },
    wordsOf: (gram) => grams.get(gram)?.words ?? '',
    isShort: (prompt) => counted[prompt]!.short,
  }
}

interface Counted {
  /** How many distinct grams of the deciding length the prompt has. */
  grams: number
  short: boolean
}

function enter(words: Words, prompt: number, grams: Map<number, Gram>): Counted {
  const { count } = words
  const short = count < shortGram
  if (count === 0) return { grams: 0, short }
  const own = new Set<number>()
  const put = (first: number, length: number) => {
    const key = keyOf(words, first, length)
    const known = grams.get(key)
    if (known === undefined)
      grams.set(key, { length, prompts: [prompt], words: wordsBetween(words, first, length) })
    else if (known.prompts.at(-1) !== prompt) known.prompts.push(prompt)
    return key
  }
  const length = short ? count : shortGram
  for (let first = 0; first + length <= count; first++) own.add(put(first, length))
  for (let first = 0; first + longGram <= count; first++) put(first, longGram)
  return { grams: own.size, short }
}

interface Table {
  grams: ReadonlyMap<number, Gram>
  lengths: ReadonlySet<number>
  sieve: (low: number) => boolean
}

function collect(words: Words, { grams, lengths, sieve }: Table, found: Set<number>): void {
  for (let first = 0; first < words.count; first++) {
    let [low, high] = [0, 1]
    const most = Math.min(longGram, words.count - first)
    for (let length = 1; length <= most; length++) {
      low = mixed(low, words.low[first + length - 1]!)
      high = mixed(high, words.high[first + length - 1]!)
      if (!lengths.has(length) || (length < wholeTextBelow && length !== words.count)) continue
      if (!sieve(finished(low ^ length))) continue
      const key = joined(low, high, length)
      if (grams.has(key)) found.add(key)
    }
  }
}

function sharedBy(
  found: ReadonlySet<number>,
  grams: ReadonlyMap<number, Gram>,
  counted: readonly Counted[],
): Shared[] {
  const byPrompt = new Map<number, Shared>()
  for (const key of found) {
    const { length, prompts } = grams.get(key)!
    for (const prompt of prompts) {
      const shared = byPrompt.get(prompt) ?? { prompt, share: 0, long: false, grams: [] }
      byPrompt.set(prompt, shared)
      if (length === longGram) shared.long = true
      else if (length === shortGram || counted[prompt]!.short) shared.grams.push(key)
    }
  }
  return [...byPrompt.values()]
    .map((shared) => ({ ...shared, share: shared.grams.length / counted[shared.prompt]!.grams }))
    .sort((a, b) => b.share - a.share || a.prompt - b.prompt)
}

function keyOf(words: Words, first: number, length: number): number {
  let [low, high] = [0, 1]
  for (let next = first; next < first + length; next++) {
    low = mixed(low, words.low[next]!)
    high = mixed(high, words.high[next]!)
  }
  return joined(low, high, length)
}

const joined = (low: number, high: number, length: number) =>
  (finished(high) >>> 11) * 2 ** 32 + finished(low ^ length)

/** Says no for nearly everything that is in no prompt, at the price of one look into a small table. */
function sieveOf(keys: Iterable<number>): (low: number) => boolean {
  const bits = new Uint8Array(1 << 22)
  for (const key of keys) bits[(key >>> 0) >>> 10] = 1
  return (low) => bits[low >>> 10] === 1
}
