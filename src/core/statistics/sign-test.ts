/**
 * Two-sided exact p that `wins` and `losses` come from a fair coin. On prompts whose safety differs between two
 * models this is the exact McNemar test, on scores the sign test; ties take no part. 1 when there is neither.
 */
export function signTest(wins: number, losses: number): number {
  const n = wins + losses
  const fewer = Math.min(wins, losses)
  let logTerm = -n * Math.LN2
  for (let i = 0; i < fewer; i += 1) logTerm += Math.log((n - i) / (i + 1))
  // The tail is summed down from its largest term, relative to it: nothing underflows.
  let tail = 1
  for (let i = fewer, term = 1; i > 0; i -= 1) {
    term *= i / (n - i + 1)
    tail += term
  }
  return Math.min(1, 2 * Math.exp(logTerm) * tail)
}
