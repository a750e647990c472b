import { durationText } from './duration.js'
import type { ProgressState } from './progress.js'

/** `90/200 prompts · 3.2/s · 34 s left`, or `2/3 steps · validates 40/239 pairs`. */
export function stateText({ done, total, unit, perSecond, meanwhile, besides }: ProgressState): string {
  const count = total === undefined ? `${done}` : `${done}/${total}`
  const parts = [unit ? `${count} ${unit}` : count]
  if (meanwhile !== undefined) parts.push(meanwhile)
  else if (perSecond !== undefined && perSecond > 0) {
    parts.push(rateText(perSecond))
    const more = besides === undefined ? '' : ` and ${besides}`
    if (total !== undefined && done < total)
      parts.push(`${durationText((total - done) / perSecond)}${more} left`)
  }
  return parts.join(' · ')
}

/** `✓ generate  200 prompts in 1 min 2 s`; work that failed or didn't reach its total says how far it came. */
export function endText({ title, done, total, unit, seconds, abandoned }: ProgressState): string {
  const complete = total === undefined || done >= total
  const count = complete ? `${done}` : `${done}/${total}`
  const amount = done === 0 && total === undefined ? '' : `${unit ? `${count} ${unit}` : count} in `
  return `${complete && !abandoned ? '✓' : '…'} ${title}  ${amount}${durationText(seconds)}`
}

function rateText(perSecond: number): string {
  if (perSecond >= 10) return `${Math.round(perSecond)}/s`
  return perSecond >= 1 ? `${perSecond.toFixed(1)}/s` : `${(perSecond * 60).toFixed(1)}/min`
}
