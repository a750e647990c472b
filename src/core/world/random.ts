import { sha256 } from '../canonical.js'

/** A seeded source of choices. The same seed gives the same choices on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in 0..bound-1. */
  below(bound: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** `count` different items, in random order; all of them when there are fewer. */
  draw<T>(items: readonly T[], count: number): T[]
}

/** A stream of its own for every name, so that adding one stream moves no other. */
export function randomFor(name: string): Random {
  const next = mulberry32(Number.parseInt(sha256(name).slice(0, 8), 16))
  const below = (bound: number) => Math.floor(next() * bound)
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)]!,
    draw: (items, count) => shuffled(items, below).slice(0, count),
  }
}

function shuffled<T>(items: readonly T[], below: (bound: number) => number): T[] {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last--) {
    const other = below(last + 1)
    ;[order[last], order[other]] = [order[other]!, order[last]!]
  }
  return order
}

/** Mulberry32 by Tommy Ettinger (public domain): 32 bits of state, good enough to write sentences. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
