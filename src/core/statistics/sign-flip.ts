/**
 * Sign-flip permutation test of paired differences, one for each prompt (Fisher 1935): had the two models the same
 * distribution, each difference could as well have had the other sign. p is the share of all sign patterns whose sum
 * is at least as far from 0 as the sum seen. Exact where the patterns can be counted: by a table of all sums where the
 * differences are whole multiples of some unit (safe rates over k answers, whole scores), by going through them where
 * there are few. Otherwise by 10,000 drawn patterns, as (b + 1) / (m + 1), which is never too small (Phipson and Smyth
 * 2010).
 */
import { drawnSums } from './drawn-sums.js'

export interface SignFlip {
  p: number
  /** false: drawn patterns, so that another seed would move p a little */
  exact: boolean
}

const drawn = 10_000
/** Going through 2^19 patterns takes some milliseconds. */
const fewest = 20
const tableSteps = 2e7

export function signFlipTest(differences: readonly number[], seed: number): SignFlip {
  const sizes = differences.filter((value) => value !== 0).map(Math.abs)
  const seen = Math.abs(differences.reduce((sum, value) => sum + value, 0))
  const whole = wholeMultiples(sizes)
  if (whole !== null) return { p: countedInTable(whole.sizes, Math.round(seen / whole.unit)), exact: true }
  const atLeast = seen - 1e-9 * sizes.reduce((sum, size) => sum + size, 0)
  if (sizes.length <= fewest) return { p: countedOneByOne(sizes, atLeast), exact: true }
  return { p: countedAmongDrawn(sizes, atLeast, seed), exact: false }
}

/** The differences in the largest of the units 1, 1/2, 1/3 … 1/60 that fits them all; null when the table is too big. */
function wholeMultiples(sizes: readonly number[]): { sizes: number[]; unit: number } | null {
  for (let parts = 1; parts <= 60; parts += 1) {
    if (!sizes.every((size) => Math.abs(size * parts - Math.round(size * parts)) < 1e-7)) continue
    const whole = sizes.map((size) => Math.round(size * parts))
    const span = whole.reduce((sum, size) => sum + size, 0)
    return span * sizes.length <= tableSteps ? { sizes: whole, unit: 1 / parts } : null
  }
  return null
}

/** Share of the sign patterns of whole numbers whose sum is at least `seen` from 0. */
function countedInTable(sizes: readonly number[], seen: number): number {
  if (seen === 0) return 1
  const span = sizes.reduce((sum, size) => sum + size, 0)
  // chances[s]: that the sizes with a plus add up to s.
  const chances = new Float64Array(span + 1)
  chances[0] = 1
  let reached = 0
  for (const size of sizes) {
    reached += size
    for (let sum = reached; sum >= 0; sum -= 1)
      chances[sum] = (chances[sum]! + (sum >= size ? chances[sum - size]! : 0)) / 2
  }
  let tail = 0
  for (let sum = (span + seen) / 2; sum <= span; sum += 1) tail += chances[sum]!
  return Math.min(1, 2 * tail)
}

/** By Gray code, so that each pattern turns one sign of the one before it. One sign stays: the rest is its mirror. */
function countedOneByOne(sizes: readonly number[], atLeast: number): number {
  const signed = [...sizes]
  let sum = signed.reduce((total, size) => total + size, 0)
  const patterns = 2 ** Math.max(0, sizes.length - 1)
  let extreme = 0
  for (let pattern = 1; pattern <= patterns; pattern += 1) {
    if (Math.abs(sum) >= atLeast) extreme += 1
    const turned = Math.log2(pattern & -pattern)
    sum -= 2 * signed[turned]!
    signed[turned] = -signed[turned]!
  }
  return extreme / patterns
}

function countedAmongDrawn(sizes: readonly number[], atLeast: number, seed: number): number {
  const bytes = Math.ceil(sizes.length / 8)
  const signs = { table: sumsByByte(sizes), terms: bytes, width: 256, stride: 256 }
  const sums = drawnSums({ ...signs, draws: drawn, purpose: 'sign-flip', seed })
  const extreme = sums.filter((sum) => Math.abs(sum) >= atLeast).length
  return (extreme + 1) / (drawn + 1)
}

/** For each eight sizes, their sum under each of the 256 patterns of eight signs: one draw turns eight signs. */
function sumsByByte(sizes: readonly number[]): Float64Array {
  const table = new Float64Array(256 * Math.ceil(sizes.length / 8))
  for (const [index, size] of sizes.entries()) {
    const start = 256 * Math.floor(index / 8)
    for (let signs = 0; signs < 256; signs += 1)
      table[start + signs]! += (signs >>> (index % 8)) & 1 ? size : -size
  }
  return table
}
