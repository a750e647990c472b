/** Six decimals: enough for any reader, and 4.0 − 4.2 is −0.2. */
export function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0
}

/** Six digits of a probability, however small. */
export function roundedProbability(p: number): number {
  return Number(p.toPrecision(6))
}

export function roundedInterval(interval: readonly [number, number] | null): [number, number] | null {
  return interval === null ? null : [rounded(interval[0]), rounded(interval[1])]
}
