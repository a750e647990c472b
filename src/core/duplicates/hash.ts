/** 32-bit hashing in plain integer arithmetic: what `Math.imul` keeps in one machine word. Steps are MurmurHash3's. */

/** One more 32-bit value into a running hash. */
export function mixed(hash: number, value: number): number {
  const turned = Math.imul(hash ^ Math.imul(value, 0xcc9e2d51), 0x1b873593)
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0
}

/** Spreads every bit of a running hash over all 32. */
export function finished(hash: number): number {
  let spread = hash ^ (hash >>> 16)
  spread = Math.imul(spread, 0x85ebca6b)
  spread = Math.imul(spread ^ (spread >>> 13), 0xc2b2ae35)
  return (spread ^ (spread >>> 16)) >>> 0
}
