/**
 * The shingles of many texts behind one another in a few large arrays: an array object of its own would cost more memory
 * than the shingles of a short text.
 */
import type { Shingles } from './shingles.js'
import { grown } from './words.js'

export interface Shelf {
  /** Copies the shingles of the next text. */
  put(shingles: Shingles): void
  /** The shingles of the n-th text. */
  at(text: number): Shingles
  bytes(): number
}

export function createShelf(): Shelf {
  const boxes: Uint32Array[] = []
  let used = 0
  let texts = 0
  // Two numbers a text: its box, and where it starts there.
  let places: Uint32Array = new Uint32Array(256)
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
    at(text) {
      const box = boxes[places[2 * text]!]!
      const start = places[2 * text + 1]!
      const values = start + 1 + box[start]!
      const ends = Array.from(box.subarray(start + 1, values))
      return { values: box.subarray(values, values + (ends.at(-1) ?? 0)), ends }
    },
    bytes: () => boxes.reduce((sum, { byteLength }) => sum + byteLength, places.byteLength),
  }
}

/** Each box is twice as long as the one before, up to a megabyte. */
const [smallest, largest] = [1 << 12, 1 << 18]
