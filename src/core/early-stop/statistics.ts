/** @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle] as number
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/**
 * The spread of the noise on a slow curve, from its second differences, in which a trend cancels out:
 * 1.4826·median|e_j − 2e_{j−1} + e_{j−2}| / √6. The median keeps a spike out, 1.4826 makes it a standard deviation
 * under normal noise, √6 is what a second difference makes of one. 0 when there are none.
 */
export function noiseOf(bends: readonly number[]): number {
  return bends.length === 0 ? 0 : (1.4826 * median(bends)) / Math.sqrt(6)
}

/**
 * Ordinary least squares of y on x.
 * @returns slope and its standard error from the residuals; null for fewer than three points or one x only
 */
export function fitLine(
  points: readonly { x: number; y: number }[],
): { slope: number; error: number } | null {
  const n = points.length
  const meanX = sum(points.map(({ x }) => x)) / n
  const meanY = sum(points.map(({ y }) => y)) / n
  const spread = sum(points.map(({ x }) => (x - meanX) ** 2))
  if (n < 3 || !(spread > 0)) return null
  const slope = sum(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / spread
  const residual = sum(points.map(({ x, y }) => (y - meanY - slope * (x - meanX)) ** 2))
  return { slope, error: Math.sqrt(residual / (n - 2) / spread) }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
