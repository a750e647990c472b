import type { Estimate } from './interval.js'
import { wilson } from './rate.js'
import { signTest } from './sign-test.js'

/**
 * The chance to win a pairing, a tie counting half, and the sign test's p. The interval is Wilson's of that share:
 * on the wide side, as ties make a share vary less. Null without any pairing.
 */
export function winRate({
  win,
  tie,
  loss,
}: {
  win: number
  tie: number
  loss: number
}): (Estimate & { p: number }) | null {
  const n = win + tie + loss
  if (n === 0) return null
  const value = (win + tie / 2) / n
  return { value, interval: wilson(value, n), p: signTest(win, loss) }
}
