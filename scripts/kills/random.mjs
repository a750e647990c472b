/** A generator of its own for each round, so that one round can be played again without those before it. */
import { createHash } from 'node:crypto'

export function randomFrom(...seeds) {
  let state = createHash('sha256').update(seeds.join(' ')).digest().readUInt32LE()
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit) => Math.floor(next() * limit)
  return {
    /** 0 to limit - 1 */
    below,
    pick: (list) => list[below(list.length)],
    /** One of the keys, each as often as its number says. */
    weighted(weights) {
      let left = next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0)
      return Object.keys(weights).find((key) => {
        left -= weights[key]
        return left < 0
      })
    },
  }
}
