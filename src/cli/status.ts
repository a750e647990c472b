import type { Command } from 'commander'
import type { PlannedStep } from '../engine/plan.js'
import { viewRun } from '../engine/run-view.js'
import type { Preview } from '../engine/session.js'
import type { RunRow } from '../io/ledger/runs.js'
import { addConfigOptions, addOutputOptions, addRunOption } from './options.js'
import { verdictOf } from './outcome.js'
import { overlaysOf } from './overlays.js'
import { preview, type ShowFlags } from './perform.js'
import { planJson, planText } from './plan-table.js'
import { loadForRun, type RunFlags } from './request.js'
import { cleanText } from './terminal/clean-text.js'
import { minuteText } from './terminal/duration.js'
import { printResult } from './terminal/result.js'

export function configure(command: Command): void {
  addOutputOptions(addRunOption(addConfigOptions(command)))
    .option('-v, --verbose', 'list every step, also when all of them are there')
    .action(status)
}

/** What the run has and what is stale, by the same plan that `lattice run` would do. */
async function status(flags: RunFlags & ShowFlags & { verbose?: boolean }, command: Command): Promise<void> {
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
  const verdict = run === null || !isWhole(plan) ? null : verdictOf(viewRun(loaded.config.outputs, run))
  const view = { run, plan, embedded, verdict, verbose: flags.verbose ?? false }
  printResult(value, () => statusText(view), flags)
}

/** Where every step is there: that, and what the evaluation found. Else each step, with what it waits for. */
export function statusText({
  run,
  plan,
  embedded,
  verdict,
  verbose,
}: {
  run: Pick<RunRow, 'id' | 'status' | 'updatedAt'> | null
  plan: readonly PlannedStep[]
  embedded: Preview['embedded']
  verdict: string | null
  verbose: boolean
}): string {
  if (verbose || !isWhole(plan)) return `${headline(run, plan)}\n\n${planText(plan, embedded)}`
  return [headline(run, plan), ...(verdict === null ? [] : [cleanText(verdict)])]
    .map((line) => `${line}\n`)
    .join('')
}

/** Every step is there as it would be made now: to list them tells nothing. */
const isWhole = (plan: readonly PlannedStep[]) => plan.every(({ decision }) => decision === 'reuse')

/** The ledger's status is that of the last command, which may have been for one stage only. */
function headline(
  run: Pick<RunRow, 'id' | 'status' | 'updatedAt'> | null,
  plan: readonly PlannedStep[],
): string {
  const there = plan.filter(({ decision }) => decision === 'reuse').length
  const when = run ? minuteText(run.updatedAt) : ''
  const steps =
    there === plan.length
      ? `all ${there} steps are there`
      : `${there} of ${plan.length} steps are as they would be made now`
  return `${run?.id}: ${steps}; ${run ? endings[run.status] : ''}, ${when}`
}

const endings: Record<RunRow['status'], string> = {
  open: 'no command has worked on it yet',
  running: 'a command is at work on it, or died',
  done: 'the last command finished',
  failed: 'the last command failed',
  interrupted: 'the last command was interrupted',
}
