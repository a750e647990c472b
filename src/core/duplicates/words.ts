/**
 * The words of a text as hashes, whatever its case, width, punctuation and white space: NFKC, lower case, then runs of
 * letters and digits. No word is ever cut out as a string, so that a line of many megabytes costs its length.
 */
import { type Kind, kindOf, kinds } from './characters.js'
import { grown } from './grown.js'
import { finished } from './hash.js'

/** Two independent 32-bit hashes of each word, and where it ends in the normalised text. Arrays may be longer than `count`. */
export interface Words {
  text: string
  count: number
  low: Uint32Array
  high: Uint32Array
  ends: Uint32Array
}

/**
 * The words of one text. The arrays are those of the next call too: use them before it.
 * A text without any word (`...`) counts as one word, itself; a blank one has none.
 */
export type WordReader = (text: string) => Words

export function createWordReader(): WordReader {
  const words = { text: '', count: 0, low: numbers(), high: numbers(), ends: numbers() }
  return (text) => {
    words.text = text.normalize('NFKC').toLowerCase()
    words.count = 0
    scan(words)
    if (words.count === 0) addWhole(words)
    return words
  }
}

/** Some words that follow each other, as they stand in the normalised text. */
export function wordsBetween({ text, ends }: Words, first: number, count: number): string {
  return text
    .slice(ends[first - 1] ?? 0, ends[first + count - 1])
    .replaceAll(/^[^\p{L}\p{M}\p{N}\p{Sm}\p{Sc}\p{So}]+|\p{Default_Ignorable_Code_Point}|\p{Cf}/gu, '')
}

const numbers = (): Uint32Array => new Uint32Array(1024)

interface Scan {
  words: Words
  /** Running hashes and characters of the word that is being read. */
  low: number
  high: number
  length: number
  /** Whether nothing but blanks came since a digit, and the operator that came after one. */
  afterDigit: boolean
  operator: number
}

function scan(words: Words): void {
  const { text } = words
  const state = begin({ words, low: 0, high: 0, length: 0, afterDigit: false, operator: 0 })
  for (let place = 0; place < text.length; place++) {
    const code = text.codePointAt(place)!
    const kind = kindOf(code)
    if (kind === kinds.letter) addToWord(state, code, place)
    else if (kind !== kinds.nothing) addBetweenWords(state, code, kind, place)
    if (code > 0xffff) place++
  }
  end(state, text.length)
}

function addToWord(state: Scan, code: number, place: number): void {
  if (state.operator !== 0) {
    // Between two numbers `-` and its like decide what is said; anywhere else they are dashes, bullets and emphasis.
    if (isDigit(code)) add(state.words, state.operator, ~state.operator, place)
    state.operator = 0
  }
  addLetter(state, code)
  state.afterDigit = isDigit(code)
}

function addBetweenWords(state: Scan, code: number, kind: Kind, place: number): void {
  end(state, place)
  if (kind === kinds.blank) return
  if (kind === kinds.alone) {
    addLetter(state, code)
    end(state, place + (code > 0xffff ? 2 : 1))
  }
  state.operator = kind === kinds.operator && state.afterDigit ? code : 0
  state.afterDigit = false
}

const isDigit = (code: number) => code >= 48 && code <= 57

function begin(state: Scan): Scan {
  state.low = 0x811c9dc5
  state.high = 0x2f0b4c47
  state.length = 0
  return state
}

function addLetter(state: Scan, code: number): void {
  state.low = Math.imul(state.low ^ code, 0x01000193)
  state.high = Math.imul(state.high ^ code, 0x5bd1e995)
  state.length++
}

function end(state: Scan, place: number): void {
  if (state.length === 0) return
  add(state.words, state.low, state.high, place)
  begin(state)
}

function addWhole(words: Words): void {
  const state = begin({ words, low: 0, high: 0, length: 0, afterDigit: false, operator: 0 })
  const bare = words.text.trim()
  for (let place = 0; place < bare.length; place++) addLetter(state, bare.charCodeAt(place))
  end(state, words.text.length)
}

function add(words: Words, low: number, high: number, end: number): void {
  if (words.count === words.low.length) {
    words.low = grown(words.low)
    words.high = grown(words.high)
    words.ends = grown(words.ends)
  }
  words.low[words.count] = finished(low)
  words.high[words.count] = finished(high)
  words.ends[words.count] = end
  words.count++
}
