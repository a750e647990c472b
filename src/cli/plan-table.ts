import { type CouldShow, couldShow } from '../core/evaluation/planned.js'
import type { PlannedStep } from '../engine/plan.js'
import type { Preview } from '../engine/session.js'
import { plannedText } from '../report/planned-text.js'
import { wrapped } from '../report/table.js'
import { preview, type Work } from './perform.js'
import { cleanText } from './terminal/clean-text.js'
import { coloursFor } from './terminal/colours.js'
import { printResult } from './terminal/result.js'
import { table } from './terminal/table.js'

/** `--dry-run`: prints what would be done, and does nothing. */
export async function showPlan(work: Work, flags: { json?: boolean }): Promise<void> {
  const { plan, embedded, prompts, notes } = await preview(work)
  const shows = prompts === null ? null : couldShow(prompts)
  for (const note of notes) process.stderr.write(`${cleanText(note)}\n`)
  printResult(planJson(plan, shows), () => planText(plan, embedded, shows), flags)
}

/** What would be done and why. */
export function planText(
  plan: readonly PlannedStep[],
  embedded: Preview['embedded'],
  shows: CouldShow | null = null,
): string {
  const colours = coloursFor('stdout')
  const rows = plan.map(({ definition, decision, reason }) => [decision, definition.recipe.id, reason])
  const count = (decision: string) => plan.filter((step) => step.decision === decision).length
  const parts = [
    [count('run'), 'to run'],
    [count('reuse if unchanged'), 'reused if unchanged'],
    [count('reuse'), 'reused'],
  ].filter(([n]) => n !== 0)
  const training =
    embedded === 'missing' ? 'The embedded models are trained first, once (about two minutes).\n' : ''
  const size = shows === null ? '' : `${wrapped(plannedText(shows), 80).join('\n')}\n`
  return `${table([{ title: '' }, { title: '' }, { title: '' }], rows)}\n${training}${size}${colours.bold(parts.map(([n, what]) => `${n} ${what}`).join(', '))}\n`
}

/** The comparison's entry says what it could show. */
export function planJson(plan: readonly PlannedStep[], shows: CouldShow | null = null): unknown {
  return plan.map(({ definition: { recipe }, decision, reason }) => ({
    id: recipe.id,
    decision,
    reason,
    ...(shows !== null && recipe.stage === 'compare' ? { could_show: shows } : {}),
  }))
}
