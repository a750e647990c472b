/** What the commands of single stages have in common: act on a run, start nothing upstream, say what came out. */
import type { Command } from 'commander'
import type { Overlay } from '../core/config/overlay.js'
import { type RunView, viewRun } from '../engine/run-view.js'
import type { InputSource, StepDefinition } from '../engine/step.js'
import {
  addConfigOptions,
  addDryRunOption,
  addOutputOptions,
  addRunOption,
  addVerbosityOption,
} from './options.js'
import { filesText, stepsText, summaryOf } from './outcome.js'
import { perform, type ShowFlags } from './perform.js'
import { showPlan } from './plan-table.js'
import { type Loaded, loadForRun, type RunFlags } from './request.js'
import { coloursFor } from './terminal/colours.js'
import type { Page } from './terminal/content-event.js'
import { printResult } from './terminal/result.js'
import { readingWidth } from './terminal/wrap.js'

/** What every command on a run takes. */
export function addStageOptions(command: Command): Command {
  return addDryRunOption(addVerbosityOption(addOutputOptions(addRunOption(addConfigOptions(command)))))
}

export interface StageWork {
  /** Ids or stages that this command is for. */
  steps: readonly string[]
  /** Ids or stages that may run for it, beside its own. */
  also?: readonly string[]
  overlays: readonly Overlay[]
  given?: Record<string, InputSource>
  /** How the run is found; default: an existing one. */
  load?: (flags: RunFlags, overlays: readonly Overlay[]) => Loaded
  force?: boolean
  /** What the steps left beside their facts. */
  tells?: (view: RunView) => Told
  /** What --plot draws below the result. */
  plots?: (view: RunView, page: Page) => Promise<string[]> | string[]
}

/** More of a result: members of its JSON, and a text that stands above the facts of the steps. */
export interface Told {
  json?: Record<string, unknown>
  text?: string
}

export async function runStage(
  flags: RunFlags & ShowFlags & { plot?: boolean },
  { steps, also = [], overlays, given = {}, load = loadForRun, force = false, tells, plots }: StageWork,
): Promise<{ loaded: Loaded; folderOf: (id: string) => string } | null> {
  const loaded = load(flags, overlays)
  const work = {
    ...loaded,
    given,
    wanted: isOneOf(steps),
    mayRun: isOneOf([...steps, ...also]),
    offline: flags.offline ?? false,
    force: new Set(force ? steps : []),
  }
  if (flags.dryRun) {
    await showPlan(work, flags)
    return null
  }
  const outcome = await perform(work, flags)
  const all = summaryOf(outcome, loaded.config.outputs)
  const own = isOneOf(steps)
  const summary = {
    ...all,
    steps: all.steps.filter(({ id }) => own({ recipe: { id, stage: id.split(':')[0] as string } })),
  }
  const page = { colours: coloursFor('stdout'), width: readingWidth(process.stdout) }
  const view = () => viewRun(loaded.config.outputs, outcome.run)
  const told = tells?.(view()) ?? {}
  const drawn = plots && flags.plot && !flags.json ? await plots(view(), page) : []
  const pictures = drawn.map((picture) => `\n${picture}`).join('')
  printResult(
    { ...summary, ...told.json },
    () => `${told.text ?? ''}${stepsText(summary)}${filesText(summary)}${pictures}`,
    flags,
  )
  return { loaded, folderOf: (id) => outcome.steps.get(id)?.folder ?? '' }
}

type Named = { recipe: Pick<StepDefinition['recipe'], 'id' | 'stage'> }

export function isOneOf(names: readonly string[]): (step: Named) => boolean {
  return ({ recipe }) => names.includes(recipe.id) || names.includes(recipe.stage)
}
