import { join } from 'node:path'
import type { Command } from 'commander'
import type { Overlay } from '../core/config/overlay.js'
import { nearest } from '../core/config/suggest.js'
import { baseName } from '../core/config/training.js'
import { ConfigError } from '../core/errors.js'
import { knownPreset } from '../core/presets/presets.js'
import { isFolder } from '../engine/models.js'
import { viewRun } from '../engine/run-view.js'
import type { Outcome } from '../engine/session.js'
import type { InputSource } from '../engine/step.js'
import { evaluationMarkdown } from '../report/evaluation-markdown.js'
import { evaluateSelection } from './eval-selection.js'
import { resultText, summaryOf } from './outcome.js'
import { overlaysOf } from './overlays.js'
import { perform, type ShowFlags } from './perform.js'
import { showPlan } from './plan-table.js'
import { distributionsText } from './plots.js'
import { givenInput, type Loaded, loadForRun, type RunFlags } from './request.js'
import { addStageOptions } from './stage-command.js'
import { coloursFor } from './terminal/colours.js'
import { printResult } from './terminal/result.js'
import { readingWidth } from './terminal/wrap.js'

interface Flags extends RunFlags, ShowFlags {
  baseline?: string
  adapter?: string
  markdown?: boolean
  plot?: boolean
  selection?: boolean
  judge?: string
}

const keys = {
  prompts: 'data.evaluation',
  judge: 'models.judge',
  limit: 'eval.limit',
  samples: 'eval.samples',
  temperature: 'eval.temperature',
  maxNewTokens: 'eval.max_new_tokens',
}

export function configure(command: Command): void {
  addStageOptions(command)
    .option(
      '--baseline <model>',
      'what the tuned models are compared with: base, a training, or a model name',
    )
    .option('--adapter <folder>', 'adapter of another run in place of the last one of this run')
    .option('--prompts <file>', 'evaluation prompts in place of data.evaluation')
    .option('--judge <name>', 'rules, a name on the Hub, or a folder: it should not have selected the data')
    .option('--samples <k>', 'sampled answers per prompt beside the greedy one')
    .option('--temperature <t>', 'of the sampled answers')
    .option('--max-new-tokens <n>', 'tokens of one answer')
    .option('--limit <n>', 'use only n evaluation prompts, always the same')
    .option('--selection', 'measure what the run selected to train on instead: no model is asked')
    .option('--plot', 'draw how scores and lengths are spread')
    .option('--markdown', 'print the report as Markdown, with every judge, step and comparison')
    .action(evaluate)
}

async function evaluate(flags: Flags, command: Command): Promise<void> {
  if (flags.selection) return evaluateSelection(flags, command)
  const { loaded, given } = comparison(flags, command)
  const stages = ['sample', 'judge', 'compare']
  const work = {
    ...loaded,
    given,
    wanted: ({ recipe }: { recipe: { stage: string } }) => recipe.stage === 'compare',
    mayRun: ({ recipe }: { recipe: { stage: string } }) => [...stages, 'prompts'].includes(recipe.stage),
    offline: flags.offline ?? false,
  }
  if (flags.dryRun) return showPlan(work, flags)
  const outcome = await perform(work, flags)
  const summary = summaryOf(outcome, loaded.config.outputs)
  const { report } = summary
  const plots = flags.plot && !flags.json && !flags.markdown ? await plotsOf(outcome, loaded) : ''
  const text = () =>
    flags.markdown && report ? evaluationMarkdown(report) : `${resultText(summary)}${plots}`
  printResult(summary, text, flags)
}

async function plotsOf({ run }: Outcome, { config }: Loaded): Promise<string> {
  const page = { colours: coloursFor('stdout'), width: readingWidth(process.stdout) }
  const plots = await distributionsText(viewRun(config.outputs, run), page)
  return plots.map((plot) => `\n${plot}`).join('')
}

/** Which models are compared. A baseline that is no model of the run is another base, under the run's own adapter. */
function comparison(flags: Flags, command: Command): { loaded: Loaded; given: Record<string, InputSource> } {
  const overlays: Overlay[] = judging(flags, overlaysOf(command, keys))
  const plain = loadForRun(flags, overlays)
  const { baseline } = flags
  const trained = [baseName, ...Object.keys(plain.config.train)]
  const known = baseline === undefined || trained.includes(baseline)
  if (!known) refuseUnknownModel(baseline, trained)
  const other = !known && baseline !== plain.config.models.generator.id
  // A model by its name is the base of the comparison, whatever baseline the run remembers.
  if (baseline !== undefined)
    overlays.push({ key: 'eval.baseline', value: known ? baseline : 'base', source: '--baseline' })
  if (other) overlays.push({ key: 'models.generator', value: baseline, source: '--baseline' })
  const adapter =
    flags.adapter ?? (other ? join(plain.config.outputs, plain.run?.id ?? '', 'adapter') : undefined)
  if (adapter === undefined) return { loaded: loadForRun(flags, overlays), given: {} }
  const last = Object.keys(plain.config.train).at(-1) as string
  overlays.push({ key: 'eval.models', value: ['base', last], source: '--adapter' })
  // Asked for once, not remembered: the run's own model stays the one that it trains.
  const loaded = { ...loadForRun(flags, overlays), origin: plain.origin }
  return { loaded, given: { adapter: givenInput(adapter, 'adapter folder') } }
}

/** Who is named as the judge judges, and declares, also where the config's list of judges leaves the judge out. */
function judging(flags: Flags, overlays: Overlay[]): Overlay[] {
  if (flags.judge === undefined) return overlays
  const { models, eval: asked } = loadForRun(flags, overlays).config
  const role = models.judge === 'rules' ? 'rules' : 'judge'
  if (asked.judges.includes(role)) return overlays
  // Of those that did not select the data the first declares the result.
  return [...overlays, { key: 'eval.judges', value: [role, ...asked.judges], source: '--judge' }]
}

/** A word without an owner is a mistyped model of the config, not one of the Hub. @throws ConfigError that names them */
function refuseUnknownModel(name: string, trained: readonly string[]): void {
  if (name.includes('/') || knownPreset(name) || isFolder(name)) return
  const meant = nearest(name, trained)
  throw new ConfigError(`--baseline ${name}: the config has no such model; it has ${trained.join(', ')}.`, {
    hint: meant ? `Did you mean ${meant}?` : 'A model of the Hub is named owner/name; a folder as ./folder.',
  })
}
