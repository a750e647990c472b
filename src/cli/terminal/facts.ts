import { figure } from '../../core/log/words.js'

/** Counts and figures in one line. */
export function factsText(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(([name, value]) => `${words(name)} ${typeof value === 'number' ? figure(value) : value}`)
    .join(' · ')
}

/** `plannedSteps` and `delta_safe_rate` as a person would say them. */
function words(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replaceAll(/[a-z][A-Z]/g, ([end, start]) => `${end} ${start?.toLowerCase()}`)
}
