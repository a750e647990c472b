import { droppedText } from '../../core/log/summary.js'
import { figure } from '../../core/log/words.js'

/** Counts and figures in one line. */
export function factsText(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .flatMap(([name, value]) => {
      if (name === 'dropped') return `left out: ${droppedText(value as Record<string, number>)}`
      if (typeof value === 'number') return `${words(name)} ${figure(value)}`
      return typeof value === 'string' ? `${words(name)} ${value}` : []
    })
    .join(' · ')
}

/** `plannedSteps` and `delta_safe_rate` as a person would say them. */
function words(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replaceAll(/[a-z][A-Z]/g, ([end, start]) => `${end} ${start?.toLowerCase()}`)
}
