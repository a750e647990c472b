import type { Command } from 'commander'
import type { PlannedStep } from '../engine/plan.js'
import type { RunRow } from '../io/ledger/runs.js'
import { addConfigOptions, addOutputOptions, addRunOption } from './options.js'
import { overlaysOf } from './overlays.js'
import { preview, type ShowFlags } from './perform.js'
import { planJson, planText } from './plan-table.js'
import { loadForRun, type RunFlags } from './request.js'
import { minuteText } from './terminal/duration.js'
import { printResult } from './terminal/result.js'

export function configure(command: Command): void {
  addOutputOptions(addRunOption(addConfigOptions(command))).action(status)
}

/** What the run has and what is stale, by the same plan that `lattice run` would do. */
async function status(flags: RunFlags & ShowFlags, command: Command): Promise<void> {
  const loaded = loadForRun(flags, overlaysOf(command))
  const all = () => true
  const { plan, embedded } = await preview({
    ...loaded,
    given: {},
    wanted: all,
    mayRun: all,
    offline: flags.offline ?? false,
  })
  const run = loaded.run
  const value = { run: run?.id, status: run?.status, steps: planJson(plan) }
  printResult(value, () => `${headline(run, plan)}\n\n${planText(plan, embedded)}`, flags)
}

/** The ledger's status is that of the last command, which may have been for one stage only. */
function headline(run: RunRow | null, plan: readonly PlannedStep[]): string {
  const there = plan.filter(({ decision }) => decision === 'reuse').length
  const when = run ? minuteText(run.updatedAt) : ''
  return `${run?.id}: ${there} of ${plan.length} steps are there; the last command: ${run?.status}, ${when}`
}
