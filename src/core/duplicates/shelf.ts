/**
 * The shingles of many texts behind one another in a few large arrays: an array object of its own would cost more memory
 * than the shingles of a short text.
 */

import { grown } from './grown.js'
import { jaccard, type Stretch } from './jaccard.js'
import type { Shingles } from './shingles.js'

export interface Shelf {
  /** Copies the shingles of the next text. */
  put(shingles: Shingles): void
  /**
   * How alike a text is to the n-th one: the least of the similarities of their parts, 0 when that is under `atLeast`.
   * A part that only one has is like nothing; two blank parts are equal.
   */
  similarity(shingles: Shingles, text: number, atLeast: number): number
  bytes(): number
}

export function createShelf(): Shelf {
  const boxes: Uint32Array[] = []
  let used = 0
  let texts = 0
  // Two numbers a text: its box, and where it starts there. There stand the number of parts, their ends, the shingles.
  let places: Uint32Array = new Uint32Array(256)
  // Used again for each comparison: millions of objects would cost more than the comparisons.
  const one: Stretch = { values: places, start: 0, end: 0 }
  const other: Stretch = { values: places, start: 0, end: 0 }
  return {
    put({ values, ends }) {
      const length = 1 + ends.length + values.length
      if (used + length > (boxes.at(-1)?.length ?? 0)) {
        boxes.push(new Uint32Array(Math.max(length, Math.min(largest, smallest * 2 ** boxes.length))))
        used = 0
      }
      if (places.length < 2 * texts + 2) places = grown(places)
      places[2 * texts] = boxes.length - 1
      places[2 * texts + 1] = used
      const box = boxes.at(-1)!
      box[used] = ends.length
      box.set(ends, used + 1)
      box.set(values, used + 1 + ends.length)
      used += length
      texts++
    },
    similarity({ values, ends }, text, atLeast) {
      const box = boxes[places[2 * text]!]!
      const head = places[2 * text + 1]!
      const parts = box[head]!
      if (parts !== ends.length) return 0
      one.values = values
      other.values = box
      one.end = 0
      other.end = head + 1 + parts
      let least = 1
      for (let part = 0; part < parts && least > 0; part++) {
        one.start = one.end
        one.end = ends[part]!
        other.start = other.end
        other.end = head + 1 + parts + box[head + 1 + part]!
        least = Math.min(least, jaccard(one, other, atLeast))
      }
      return least
    },
    bytes: () => boxes.reduce((sum, { byteLength }) => sum + byteLength, places.byteLength),
  }
}

/** Each box is twice as long as the one before, up to a megabyte. */
const [smallest, largest] = [1 << 12, 1 << 18]
