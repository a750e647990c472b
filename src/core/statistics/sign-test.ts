import { lowerTail } from './binomial.js'

/**
 * Two-sided exact p that `wins` and `losses` come from a fair coin. On prompts whose safety differs between two
 * models this is the exact McNemar test (McNemar 1947), on scores the sign test; ties take no part. 1 when there is
 * neither.
 */
export function signTest(wins: number, losses: number): number {
  return Math.min(1, 2 * lowerTail(Math.min(wins, losses), wins + losses, 0.5))
}
