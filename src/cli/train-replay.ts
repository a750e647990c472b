import { type Command, Option } from 'commander'
import { problemsFrom } from '../core/config/issues.js'
import { type EarlyStopSettings, earlyStoppingSchema } from '../core/config/training.js'
import { curveOf } from '../core/early-stop/curve.js'
import { recordedCurve } from '../core/early-stop/recorded.js'
import { type RecordedText, recordedText } from '../core/early-stop/recorded-text.js'
import { replay, replayPlan } from '../core/early-stop/replay.js'
import type { StopPlan } from '../core/early-stop/settings.js'
import { ConfigError, PrerequisiteError } from '../core/errors.js'
import { openBytes } from '../io/files/bytes.js'
import { wholeText } from '../io/files/text-chunks.js'
import { viewLedger } from '../io/ledger/ledger.js'
import type { StepRow } from '../io/ledger/steps.js'
import { findRun, outputsOf, type RunFlags } from './request.js'
import { replayText } from './terminal/replay.js'
import { printResult } from './terminal/result.js'

interface Flags extends RunFlags {
  step?: string
  plannedSteps?: string
  json?: boolean
}

/** Flags that change the policy, by key of `early_stopping`. */
const policyFlags = {
  patience: 'evaluations without a better loss that the default policy waits for',
  min_delta: 'how much lower a loss must be to count as better',
  min_exposure: 'share of the planned tokens that form the floor',
  min_epochs: 'passes over the data that form the floor',
  min_evaluations: 'evaluations that form the floor',
} as const

export function configureReplay(command: Command): void {
  command
    .summary('what early stopping would have decided on a recorded curve')
    .description(
      'Replays a recorded curve: where each policy would have stopped, why, and what it would have kept. FILE is ' +
        'the metrics.jsonl of a training, a trainer_state.json of Hugging Face, or JSONL rows with step, loss, ' +
        'eval_loss and maybe num_input_tokens_seen, learning_rate, eval_rewards/margins; - is stdin.',
    )
    .argument('[file]', 'the curve; default: the training of --step in --run')
    .option('--run <run>', 'id, number or @alias of a run (default: the latest)')
    .option('--step <name>', 'the training, as sft (default: the first of the run)')
    .option('-c, --config <file>', 'config file whose outputs folder is meant (default: outputs beside it)')
    .addOption(new Option('--set <key=value>', 'e.g. --set outputs=…').argParser(collect))
    .option(
      '--planned-steps <n>',
      'steps that were planned, where the file does not say it; default: the last',
    )
  for (const [key, text] of Object.entries(policyFlags)) {
    command.option(`--${key.replaceAll('_', '-')} <n>`, text)
  }
  command.option('--json', 'print the result as one JSON document').action(run)
}

const collect = (value: string, before: string[] = []) => [...before, value]

interface Recording extends RecordedText {
  name: string
  /** What the training itself went by, where that is known. */
  plan: StopPlan | null
}

async function run(file: string | undefined, flags: Flags & Record<string, unknown>): Promise<void> {
  if (file !== undefined && (flags.run ?? flags.step) !== undefined) {
    throw new ConfigError('A file and --run or --step are two curves.', { hint: 'Leave one of them out.' })
  }
  const recording = file === undefined ? fromLedger(flags) : await fromFile(file)
  const curve = recordedCurve(recording.rows, recording.name)
  const lastStep = curve.points.at(-1)?.step ?? 0
  const plannedSteps = Math.max(
    lastStep,
    plannedStepsOf(flags, lastStep) ?? recording.plannedSteps ?? lastStep,
  )
  const changes = settingsOf(flags)
  const isAsTrained = Object.keys(changes).length === 0 && flags.plannedSteps === undefined
  const settings = earlyStoppingSchema.parse(changes)
  const plan = (isAsTrained ? recording.plan : null) ?? replayPlan(curve, settings, plannedSteps)
  const replayed = replay(curve, { plan, plannedSteps })
  const value = { curve: recording.name, evaluations: evaluationsOf(curve.points), lastStep, ...replayed }
  printResult(value, () => replayText(recording.name, curve, replayed), flags)
}

const evaluationsOf = (points: readonly { evalLoss: number | null }[]) =>
  points.filter(({ evalLoss }) => evalLoss !== null).length

async function fromFile(file: string): Promise<Recording> {
  const { shown: name, all } = await openBytes(file)
  return { ...recordedText(await wholeText(all, name), name), name, plan: null }
}

/** The metrics of a training, done or not, with the plan of one that is done. */
function fromLedger(flags: Flags): Recording {
  const outputs = outputsOf(flags)
  const found = findRun(outputs, flags.run ?? 'latest')
  const ledger = viewLedger(outputs)
  try {
    const steps = ledger.runs.steps(found.id).filter(({ id }) => id.startsWith('train:'))
    const wanted = flags.step === undefined ? steps[0] : steps.find(({ id }) => id === trainId(flags.step))
    if (!wanted) throw noTraining(found.id, flags.step, steps)
    const row = ledger.steps.get(wanted.step)
    const name = `${wanted.id} of ${found.id}`
    const rows = curveOf(ledger.training.metrics(wanted.step)).map((value, index) => ({
      value,
      where: `${name}, row ${index + 1}`,
    }))
    return { rows, plannedSteps: plannedIn(row), name, plan: planIn(row) }
  } finally {
    ledger.close()
  }
}

const trainId = (step = '') => (step.startsWith('train:') ? step : `train:${step}`)

function noTraining(
  run: string,
  step: string | undefined,
  steps: readonly { id: string }[],
): PrerequisiteError {
  const ids = steps.map(({ id }) => id).join(', ')
  return new PrerequisiteError(`${run} has no training${step === undefined ? '' : ` ${step}`}.`, {
    hint: ids === '' ? '`lattice train sft` makes one.' : `It has ${ids}.`,
  })
}

function plannedIn(row: StepRow | undefined): number | null {
  const planned = row?.facts.plannedSteps
  return typeof planned === 'number' ? planned : null
}

function planIn(row: StepRow | undefined): StopPlan | null {
  return (row?.facts.stopPlan as StopPlan | undefined) ?? null
}

function plannedStepsOf({ plannedSteps }: Flags, lastStep: number): number | null {
  if (plannedSteps === undefined) return null
  const value = Number(plannedSteps)
  if (!Number.isInteger(value) || value <= 0) {
    throw new ConfigError(`--planned-steps ${plannedSteps} is no whole number above 0.`)
  }
  if (value >= lastStep) return value
  throw new ConfigError(
    `--planned-steps ${plannedSteps} is less than the last step of the curve, ${lastStep}.`,
  )
}

function settingsOf(flags: Record<string, unknown>): Partial<EarlyStopSettings> {
  const given = Object.keys(policyFlags).flatMap((key) => {
    const name = key.replaceAll(/_./g, ([, letter]) => letter!.toUpperCase())
    const text = flags[name]
    if (text === undefined) return []
    const value = Number(text)
    return [[key, String(text).trim() === '' || Number.isNaN(value) ? text : value] as const]
  })
  const changes = Object.fromEntries(given)
  const parsed = earlyStoppingSchema.partial().safeParse(changes)
  if (parsed.success) return changes
  const { key, message } = problemsFrom(parsed.error.issues, changes)[0]!
  throw new ConfigError(`--${key.join('').replaceAll('_', '-')}: ${message}.`)
}
