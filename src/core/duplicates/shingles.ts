/**
 * The distinct word n-grams ("shingles", Broder 1997) of a text with parts, each part for itself: a shingle of a prompt
 * is never equal to one of an answer, so that no long part can hide that another differs.
 *
 * A shingle is kept as 32 bits. Two different ones agree with probability 2^-32, so a similarity of two texts with n
 * shingles each is off by more than nothing with probability below n^2 / 2^31: one in a million for 40 words.
 */

import { grown } from './grown.js'
import { finished, mixed } from './hash.js'
import { createWordReader, type WordReader } from './words.js'

/** Sorted shingles, part after part: part p ends at `ends[p]`. Valid until the next text is read. */
export interface Shingles {
  values: Uint32Array
  ends: readonly number[]
}

export type ShingleReader = (parts: readonly string[]) => Shingles

/** @param ngram words of a shingle; a part with fewer words is one shingle, so it equals only itself */
export function createShingleReader(ngram: number): ShingleReader {
  const read = createWordReader()
  let buffer = new Uint32Array(1024)
  return (parts) => {
    const ends: number[] = []
    let size = 0
    for (const [part, text] of parts.entries()) {
      const words = read(text)
      if (buffer.length < size + words.count) buffer = grown(buffer, size + words.count)
      const count = grams(words, { ngram, part, into: buffer, at: size })
      size += distinct(buffer.subarray(size, size + count))
      ends.push(size)
    }
    return { values: buffer.subarray(0, size), ends }
  }
}

/** Writes one hash for each n-gram. @returns how many */
function grams(
  { count, low }: ReturnType<WordReader>,
  { ngram, part, into, at }: { ngram: number; part: number; into: Uint32Array; at: number },
): number {
  if (count === 0) return 0
  const length = Math.min(ngram, count)
  const grams = count - length + 1
  for (let first = 0; first < grams; first++) {
    let hash = part
    for (let next = first; next < first + length; next++) hash = mixed(hash, low[next]!)
    into[at + first] = finished(hash)
  }
  return grams
}

/** Sorts the values and moves each distinct one to the front. @returns how many there are */
function distinct(values: Uint32Array): number {
  values.sort()
  let kept = 0
  for (let place = 0; place < values.length; place++) {
    const value = values[place]!
    if (kept === 0 || values[kept - 1] !== value) values[kept++] = value
  }
  return kept
}
