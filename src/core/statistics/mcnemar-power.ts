/**
 * Exact power of the exact McNemar test: the number of prompts that differ is itself drawn, and given it the wins are
 * binomial (Miettinen 1968).
 */
import { binomialProbability, lowerTail, upperTail } from './binomial.js'
import { signTest } from './sign-test.js'

/** For each number of differing prompts that can happen: how likely it is, and how few of one side reject. */
export interface Rejections {
  discordance: number
  cases: { differing: number; chance: number; most: number }[]
}

/** @param discordance chance of a prompt to differ, 0..1 */
export function rejections(n: number, discordance: number): Rejections {
  const reach = 9 * Math.sqrt(n * discordance * (1 - discordance)) + 1
  const first = Math.max(0, Math.floor(n * discordance - reach))
  const last = Math.min(n, Math.ceil(n * discordance + reach))
  const cases: Rejections['cases'] = []
  let most = mostOfTheFewer(first)
  for (let differing = first; differing <= last; differing += 1) {
    // One prompt more never lets fewer losses reject, nor two losses more.
    if (2 * (most + 1) <= differing && signTest(most + 1, differing - most - 1) < 0.05) most += 1
    cases.push({ differing, chance: binomialProbability(differing, n, discordance), most })
  }
  return { discordance, cases }
}

/** Chance that p < 0.05 when the rates differ by this much. @param difference from 0 to the discordance */
export function mcnemarPower({ discordance, cases }: Rejections, difference: number): number {
  const winning = Math.min(1, (1 + difference / discordance) / 2)
  let power = 0
  for (const { differing, chance, most } of cases) {
    if (most < 0 || chance < 1e-14) continue
    power += chance * (upperTail(differing - most, differing, winning) + lowerTail(most, differing, winning))
  }
  return power
}

/** The most losses among so many differing prompts that still reject; −1 when not even none does. */
function mostOfTheFewer(differing: number): number {
  let [low, high] = [-1, Math.floor(differing / 2) + 1]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (signTest(middle, differing - middle) < 0.05) low = middle
    else high = middle
  }
  return low
}
