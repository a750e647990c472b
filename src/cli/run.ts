import type { Command } from 'commander'
import { nearest } from '../core/config/suggest.js'
import { ConfigError } from '../core/errors.js'
import { stages } from '../stages/stages.js'
import { resultText, type Summary, summaryOf } from './outcome.js'
import { overlaysOf } from './overlays.js'
import { perform, type ShowFlags } from './perform.js'
import { showPlan } from './plan-table.js'
import { loadForNewRun, type RunFlags } from './request.js'
import { addStageOptions } from './stage-command.js'
import { printResult } from './terminal/result.js'

interface Flags extends RunFlags, ShowFlags {
  until?: string
  force?: string | true
}

const keys = { limit: ['generate.limit', 'eval.limit'] }

export function configure(command: Command): void {
  command.argument('[config]', 'config file; default: lattice.yaml here or above, up to the home folder')
  addStageOptions(command)
    .option('--limit <n>', 'use only n prompts of each set, always the same')
    .option('--until <stage>', `stop after this stage: ${[...stages.keys()].join(', ')}`, stageNamed)
    .option(
      '--force [what]',
      'make again although nothing changed: a stage, a step such as train:sft, or all',
    )
    .action((config: string | undefined, flags: Flags, called: Command) =>
      runAll({ ...flags, ...(config ? { config } : {}) }, called),
    )
}

async function runAll(flags: Flags, command: Command): Promise<void> {
  const loaded = loadForNewRun(flags, overlaysOf(command, keys))
  const { until } = flags
  const work = {
    ...loaded,
    given: {},
    wanted:
      until === undefined
        ? () => true
        : ({ recipe }: { recipe: { stage: string } }) => recipe.stage === until,
    mayRun: () => true,
    force: forced(flags.force),
    offline: flags.offline ?? false,
  }
  if (flags.dryRun) return showPlan(work, flags)
  const outcome = await perform(work, flags)
  const summary: Summary = summaryOf(outcome, loaded.config.outputs)
  printResult(summary, () => resultText(summary), flags)
}

function forced(what: string | true | undefined): ReadonlySet<string> {
  if (what === undefined) return new Set()
  const name = what === true ? 'all' : what
  if (name === 'all' || stages.has(name.split(':')[0] as string)) return new Set([name])
  throw new ConfigError(`--force ${name}: there is no such stage or step.`, {
    hint: `A stage (${[...stages.keys()].join(', ')}), a step such as train:sft, or all.`,
  })
}

/** @throws ConfigError that names the stages */
function stageNamed(name: string): string {
  if (stages.has(name)) return name
  const meant = commandStages.get(name) ?? nearest(name, stages.keys())
  throw new ConfigError(`--until ${name}: there is no such stage.`, {
    hint: `${meant ? `Did you mean ${meant}? ` : ''}lattice run --until takes ${[...stages.keys()].join(', ')}.`,
  })
}

/** The last stage of a command that is called otherwise. */
const commandStages = new Map([
  ['eval', 'compare'],
  ['evaluate', 'compare'],
])
