/** Sorted distinct numbers: a stretch of a larger array. */
export interface Stretch {
  values: Uint32Array
  start: number
  end: number
}

/**
 * What both sets share over what either has (Jaccard), or 0 when that is less than `atLeast`: then the walk ends as soon
 * as too few are left, which for unlike sets is almost at once. Two empty sets are equal.
 */
export function jaccard(one: Stretch, other: Stretch, atLeast: number): number {
  const [ones, others] = [one.values, other.values]
  const together = one.end - one.start + other.end - other.start
  if (together === 0) return 1
  const needed = (atLeast * together) / (1 + atLeast) - 1e-9
  let [shared, left, right] = [0, one.start, other.start]
  while (left < one.end && right < other.end) {
    if (shared + Math.min(one.end - left, other.end - right) < needed) return 0
    const [a, b] = [ones[left]!, others[right]!]
    if (a === b) shared++
    if (a <= b) left++
    if (b <= a) right++
  }
  const similarity = shared / (together - shared)
  return similarity < atLeast ? 0 : similarity
}
