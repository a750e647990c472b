/**
 * MinHash (Broder 1997): under a random order of all shingles, two sets have the same first one with probability equal
 * to their Jaccard similarity. A signature is the first one under each of many orders; an order is a permutation of the
 * 32-bit integers, odd * x + offset, which costs one multiplication.
 */
import type { Bands } from './bands.js'
import { finished, mixed } from './hash.js'

/** Writes one key for each band: texts with the same rows of the signature there have the same key. */
export type BandKeys = (shingles: Uint32Array, keys: Uint32Array) => void

export function createBandKeys({ bands, rows }: Bands): BandKeys {
  // Four orders at a time: a few are worked out for nothing.
  const orders = Math.ceil((bands * rows) / 4) * 4
  const factors = Int32Array.from({ length: orders }, (_, index) => finished(mixed(1, index)) | 1)
  const offsets = Int32Array.from({ length: orders }, (_, index) => finished(mixed(2, index)))
  const signature = new Int32Array(orders)
  return (shingles, keys) => {
    for (let order = 0; order < orders; order += 4) smallest(shingles, { factors, offsets, signature }, order)
    for (let band = 0; band < bands; band++) {
      let key = band
      for (let row = band * rows; row < (band + 1) * rows; row++) key = mixed(key, signature[row]!)
      keys[band] = finished(key)
    }
  }
}

interface Orders {
  factors: Int32Array
  offsets: Int32Array
  signature: Int32Array
}

/**
 * The least value of four orders. Without a branch, which would be guessed wrong at each new least: `difference >> 31` is
 * all ones below it and all zeros from it on. Four side by side, as each waits for its own last step.
 */
function smallest(shingles: Uint32Array, { factors, offsets, signature }: Orders, first: number): void {
  const [f0, f1, f2, f3] = [factors[first]!, factors[first + 1]!, factors[first + 2]!, factors[first + 3]!]
  const [o0, o1, o2, o3] = [offsets[first]!, offsets[first + 1]!, offsets[first + 2]!, offsets[first + 3]!]
  let [m0, m1, m2, m3] = [0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff]
  for (let place = 0; place < shingles.length; place++) {
    const shingle = shingles[place]!
    const d0 = (((Math.imul(shingle, f0) + o0) >>> 1) - m0) | 0
    const d1 = (((Math.imul(shingle, f1) + o1) >>> 1) - m1) | 0
    const d2 = (((Math.imul(shingle, f2) + o2) >>> 1) - m2) | 0
    const d3 = (((Math.imul(shingle, f3) + o3) >>> 1) - m3) | 0
    m0 = (m0 + (d0 & (d0 >> 31))) | 0
    m1 = (m1 + (d1 & (d1 >> 31))) | 0
    m2 = (m2 + (d2 & (d2 >> 31))) | 0
    m3 = (m3 + (d3 & (d3 >> 31))) | 0
  }
  signature[first] = m0
  signature[first + 1] = m1
  signature[first + 2] = m2
  signature[first + 3] = m3
}
