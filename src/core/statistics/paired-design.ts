/**
 * What a paired comparison can show: the smallest difference that n prompts would have shown four times in five at
 * the 5 % level, and how many prompts a given difference needs. For one yes-or-no answer a prompt by the exact power
 * of McNemar's test, which depends on how many prompts change at all (their discordance); an unpaired formula with
 * (1 − ρ) would ask for about half of what is needed. For means by the normal approximation from their spread.
 */
import { standardDeviation } from './describe.js'
import { normalQuantile } from './interval.js'
import { mcnemarPower, rejections } from './mcnemar-power.js'

const power = 0.8
/** 80 % quantile of the normal distribution. */
const powerQuantile = 0.8416212335729143
/** Beyond it exact power takes long, and the approximation is off by less than one in a hundred. */
const exactUpTo = 20_000
/** The search for n takes the power of many n; beyond this the approximation asks for some per cent too few. */
const searchedUpTo = 2_000

/**
 * @param discordance share of the prompts on which the two answers differ, 0..1
 * @returns as a share of the prompts; null when even a difference as large as the discordance would not be shown
 */
export function smallestRateDifference(n: number, discordance: number): number | null {
  if (n === 0 || discordance <= 0) return null
  if (n > exactUpTo) return (normalQuantile + powerQuantile) * Math.sqrt(discordance / n)
  const known = rejections(n, discordance)
  if (mcnemarPower(known, discordance) < power) return null
  let [low, high] = [0, discordance]
  while (high - low > 1e-7) {
    const middle = (low + high) / 2
    if (mcnemarPower(known, middle) < power) low = middle
    else high = middle
  }
  return high
}

/**
 * The same at best: when every prompt that changes does so in one direction.
 * @returns as a share of the prompts; null when not even a change of all would be shown
 */
export function smallestDifferenceAtBest(n: number): number | null {
  const shown = (difference: number) => mcnemarPower(rejections(n, difference), difference) >= power
  if (n === 0 || !shown(1)) return null
  // Of the prompts 20 that change are surely enough, however many there are.
  let [low, high] = [0, Math.min(1, 20 / n)]
  while (high - low > 1e-4 * high) {
    const middle = (low + high) / 2
    if (shown(middle)) high = middle
    else low = middle
  }
  return high
}

/** About how many prompts such a difference of rates needs. @param difference at most `discordance` in size */
export function promptsForRate(difference: number, discordance: number): number {
  const size = Math.abs(difference)
  const approximate = connorSize(size, discordance)
  if (approximate > searchedUpTo) return approximate
  const enough = (n: number) => mcnemarPower(rejections(n, discordance), size) >= power
  let [low, high] = [Math.floor(approximate * 0.9), Math.ceil(approximate * 1.1) + 10]
  while (!enough(high)) high *= 2
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (enough(middle)) high = middle
    else low = middle
  }
  return high
}

/** The smallest mean difference that prompts with differences spread as these would have shown; null without spread. */
export function smallestMeanDifference(differences: readonly number[]): number | null {
  const spread = standardDeviation(differences)
  return spread > 0 ? ((normalQuantile + powerQuantile) * spread) / Math.sqrt(differences.length) : null
}

/** Prompts that such a mean difference needs when differences spread as these do. */
export function promptsForMean(difference: number, differences: readonly number[]): number {
  return Math.ceil((((normalQuantile + powerQuantile) * standardDeviation(differences)) / difference) ** 2)
}

/** Connor 1987: of the asymptotic test, which needs a little less than the exact one. */
function connorSize(difference: number, discordance: number): number {
  const root =
    normalQuantile * Math.sqrt(discordance) +
    powerQuantile * Math.sqrt(Math.max(0, discordance - difference ** 2))
  return Math.ceil((root / difference) ** 2)
}
