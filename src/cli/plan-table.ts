import type { PlannedStep } from '../engine/plan.js'
import { preview, type Work } from './perform.js'
import { coloursFor } from './terminal/colours.js'
import { printResult } from './terminal/result.js'
import { table } from './terminal/table.js'

/** `--dry-run`: prints what would be done, and does nothing. */
export async function showPlan(work: Work, flags: { json?: boolean }): Promise<void> {
  const { plan, embedded } = await preview(work)
  printResult(planJson(plan), () => planText(plan, embedded), flags)
}

/** What would be done and why. */
export function planText(plan: readonly PlannedStep[], embedded: 'ready' | 'missing' | 'unused'): string {
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
  return `${table([{ title: '' }, { title: '' }, { title: '' }], rows)}\n${training}${colours.bold(parts.map(([n, what]) => `${n} ${what}`).join(', '))}\n`
}

export function planJson(plan: readonly PlannedStep[]): unknown {
  return plan.map(({ definition, decision, reason }) => ({ id: definition.recipe.id, decision, reason }))
}
