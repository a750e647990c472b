import type { Shingles } from './shingles.js'

/**
 * The similarity of two texts with parts: of each part what both share over what either has (Jaccard), and of the parts
 * the least. 0 as soon as it can't reach `atLeast`. Two blank parts are equal, a part that only one has is not.
 */
export function similarity(one: Shingles, other: Shingles, atLeast: number): number {
  let least = 1
  const parts = Math.max(one.ends.length, other.ends.length)
  for (let part = 0; part < parts; part++) {
    least = Math.min(least, jaccard(partOf(one, part), partOf(other, part)))
    if (least < atLeast) return 0
  }
  return least
}

const partOf = ({ values, ends }: Shingles, part: number) =>
  values.subarray(ends[part - 1] ?? 0, ends[part] ?? ends.at(-1) ?? 0)

function jaccard(one: Uint32Array, other: Uint32Array): number {
  let [shared, left, right] = [0, 0, 0]
  while (left < one.length && right < other.length) {
    const difference = one[left]! - other[right]!
    if (difference === 0) shared++
    if (difference <= 0) left++
    if (difference >= 0) right++
  }
  const either = one.length + other.length - shared
  return either === 0 ? 1 : shared / either
}
