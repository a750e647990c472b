/**
 * The binomial distribution, on which every exact figure here rests: interval of a rate, McNemar and sign test, power.
 *
 * Libraries looked at (November 2026): simple-statistics 7.12 has none of this; jstat 1.9 has no types, and its beta
 * quantile is off by up to 1e-7 of the value; @stdlib/stats-base-dists-beta-quantile 0.2 agrees with SciPy to the last
 * digits and brings 224 packages of 26 MB; lib-r-math.js 2.0 agrees too, takes 90 ms to load, needs a release
 * candidate of a debugging package, and says MIT of a port of R's nmath, which is GPL. None has McNemar's power.
 * So it is ours: the probability by Loader's saddle-point expansion (Loader 2000, as R has it), which keeps nearly all
 * digits for any n, and tails by summing from their largest term down.
 */

/** P(X = k) of n tries with chance p. */
export function binomialProbability(k: number, n: number, p: number): number {
  if (p <= 0) return k === 0 ? 1 : 0
  if (p >= 1) return k === n ? 1 : 0
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return Math.exp(n * Math.log(p))
  const error = stirlingError(n) - stirlingError(k) - stirlingError(n - k)
  const distance = deviance(k, n * p) + deviance(n - k, n * (1 - p))
  return Math.exp(error - distance) * Math.sqrt(n / (2 * Math.PI * k * (n - k)))
}

/** P(X ≤ k). */
export function lowerTail(k: number, n: number, p: number): number {
  return upperTail(n - k, n, 1 - p)
}

/** P(X ≥ k). */
export function upperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1
  if (k > n) return 0
  // Below the mean the other tail is the smaller one, and has fewer terms.
  if (k <= n * p) return 1 - upperTail(n - k + 1, n, 1 - p)
  const odds = p / (1 - p)
  let term = binomialProbability(k, n, p)
  let sum = term
  for (let i = k; i < n && term > sum * 1e-17; i += 1) {
    term *= ((n - i) / (i + 1)) * odds
    sum += term
  }
  return sum
}

/** log(n!) − log(√(2πn) (n/e)ⁿ), from 16 on by its series. */
function stirlingError(n: number): number {
  if (n < 16) return smallErrors[n]!
  const square = n * n
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n
}

const smallErrors = Array.from({ length: 16 }, (_, n) => {
  if (n === 0) return 0
  let factorial = 1
  for (let i = 2; i <= n; i += 1) factorial *= i
  return Math.log(factorial) - ((n + 0.5) * Math.log(n) - n + Math.log(2 * Math.PI) / 2)
})

/** x log(x / mean) + mean − x, without losing digits where the two are close. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x
  const ratio = (x - mean) / (x + mean)
  let sum = (x - mean) * ratio
  let term = 2 * x * ratio
  for (let i = 1; ; i += 1) {
    term *= ratio * ratio
    const next = sum + term / (2 * i + 1)
    if (next === sum) return sum
    sum = next
  }
}
