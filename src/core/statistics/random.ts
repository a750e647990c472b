import { sha256 } from '../canonical.js'

/**
 * Random 32-bit words that are the same on every machine: xoshiro128** of Blackman and Vigna, seeded by a hash.
 * Whole buffers are filled, as a call for each word would take three times as long, and a report takes half a
 * thousand million.
 */
export function randomWords(purpose: string, seed: number): (buffer: Uint32Array) => void {
  const state = seedWords(purpose, seed)
  return (buffer) => {
    let [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!]
    for (let i = 0; i < buffer.length; i += 1) {
      const scrambled = Math.imul(b, 5)
      buffer[i] = Math.imul((scrambled << 7) | (scrambled >>> 25), 9)
      const shifted = b << 9
      c ^= a
      d ^= b
      b ^= c
      a ^= d
      c ^= shifted
      d = (d << 11) | (d >>> 21)
    }
    state.set([a, b, c, d])
  }
}

function seedWords(purpose: string, seed: number): Int32Array {
  const hash = sha256(`${purpose}\n${seed}`)
  return Int32Array.from([0, 8, 16, 24], (start) => Number.parseInt(hash.slice(start, start + 8), 16) | 0)
}
