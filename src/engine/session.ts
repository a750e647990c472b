/**
 * One command at work: the config is resolved into facts, facts into a graph, the graph and the ledger into a plan,
 * and the plan is shown or done. Everything that holds a resource is opened here and closed here.
 */
import type { Config } from '../core/config/schema.js'
import { InterruptedError } from '../core/errors.js'
import { lockFolder } from '../io/files/lock.js'
import { type Ledger, openLedger, viewLedger } from '../io/ledger/ledger.js'
import type { RunRow } from '../io/ledger/runs.js'
import { type PythonEnvironment, requireEnvironment } from '../io/python-env/environment.js'
import type { Workers } from '../io/worker/process.js'
import { stages } from '../stages/stages.js'
import type { TrainSettings } from '../stages/train.js'
import { requireGivenAdapters } from './adapter.js'
import { openContentStream } from './content-log/stream.js'
import { embeddedState, prepareModel } from './embedded-steps.js'
import { type ExecutedStep, execute } from './execute.js'
import { quietly } from './failure.js'
import { graphOf } from './graph/graph.js'
import { ledgerHistory } from './history.js'
import { requireHubModels } from './hub-models.js'
import { missingStep, noSuchStep } from './missing.js'
import type { Observer } from './observer.js'
import { isForced, type PlannedStep, planSteps } from './plan.js'
import { comparedPrompts, plannedPrompts, promptNotes, requirePrompts } from './planned-prompts.js'
import { runEnvironment } from './provenance.js'
import { redactorFor, redactorIfKeyed } from './redaction.js'
import { resolveFacts } from './resolve.js'
import { linkSteps, writePlan } from './run-folder.js'
import { runNotes } from './run-notes.js'
import type { InputSource, StepDefinition, StepModel } from './step.js'
import { threadCount, workersFor } from './workers.js'

export interface Request {
  config: Config
  /** What a run is remembered by, so that a later command can take it up again. */
  origin: { configFile: string | null; overlay: Record<string, unknown> }
  /** An existing run to go on with; null opens one, or goes on with the latest when its config is the same. */
  run: RunRow | null
  given: Record<string, InputSource>
  /** The steps that this command is for. */
  wanted: (definition: StepDefinition) => boolean
  /** Steps that may run for it too; another step must be there already. */
  mayRun: (definition: StepDefinition) => boolean
  force: ReadonlySet<string>
  offline: boolean
  observer: Observer
  signal: AbortSignal
}

export interface Outcome {
  run: RunRow
  plan: PlannedStep[]
  steps: Map<string, ExecutedStep>
}

/** Where models live; tests put a small program in its place. */
export interface House {
  environment(): Promise<PythonEnvironment>
  workers(environment: PythonEnvironment, options: { threads: number; offline: boolean }): Workers
}

const pythonHouse: House = {
  environment: requireEnvironment,
  workers: (environment, options) => workersFor(environment, { ...options, host: true }),
}

export interface Preview {
  plan: PlannedStep[]
  embedded: 'ready' | 'missing' | 'unused'
  /** how many prompts the models would be compared on, where that is known */
  prompts: number | null
  /** what looks like a mistake in the prompt files */
  notes: string[]
}

/** What would be done, without a lock and without a trace. */
export async function previewRun(request: Request, house = pythonHouse): Promise<Preview> {
  const environment = await house.environment()
  const ledger = viewLedger(request.config.outputs)
  try {
    const { config } = request
    const plan = await planFor({ request, environment, ledger })
    const prompts = await plannedPrompts({ plan, ledger, config, redactor: redactorIfKeyed(config) })
    requirePrompts(prompts, plan, config)
    return {
      plan,
      embedded: embeddedState(plan),
      prompts: comparedPrompts(prompts, plan, config.eval.limit),
      notes: promptNotes(prompts),
    }
  } finally {
    ledger.close()
  }
}

/** Plans and does it. @throws the first failure; the run is then marked and everything finished is kept. */
export async function performRun(request: Request, house = pythonHouse): Promise<Outcome> {
  const environment = await house.environment()
  const { outputs } = request.config
  const lock = lockFolder(outputs)
  const ledger = openLedger(outputs)
  try {
    return await withRun({ request, environment, ledger, house })
  } finally {
    ledger.close()
    lock.release()
  }
}

async function withRun({
  request,
  environment,
  ledger,
  house,
}: {
  request: Request
  environment: PythonEnvironment
  ledger: Ledger
  house: House
}): Promise<Outcome> {
  const { config, observer } = request
  const threads = threadCount()
  const redactor = redactorFor(config)
  const plan = await planFor({ request, environment, ledger })
  refuseMissing(plan, request, ledger)
  const prompts = await plannedPrompts({ plan, ledger, config, redactor })
  requirePrompts(prompts, plan, config)
  await requireHubModels(modelsToRun(plan), request)
  for (const note of runNotes({ plan, prompts, ledger, outputs: config.outputs })) observer.note(note)
  const run = openRun({ request, ledger, environment: await runEnvironment(environment, threads) })
  writePlan({ outputs: config.outputs, run: run.id, config, plan })
  const content = openContentStream({ outputs: config.outputs, run: run.id, ledger, observer })
  const workers = house.workers(environment, { threads, offline: request.offline })
  if (plan.some(({ definition, decision }) => definition.model && decision !== 'reuse')) workers.warmUp()
  try {
    const rows = await execute(plan, {
      run: run.id,
      outputs: config.outputs,
      ledger,
      stages,
      observer,
      content,
      signal: request.signal,
      force: (definition) => isForced(definition.recipe, request.force),
      workshop: {
        workers,
        threads,
        redactor,
        seed: config.seed,
        mayAsk: request.mayRun,
        prepareModel: (definition) =>
          prepareModel({ definition, workers, threads, observer, signal: request.signal }),
      },
    })
    linkSteps(config.outputs, run.id, rows)
    ledger.runs.update(run.id, { status: 'done' })
    observer.finished()
    return { run, plan, steps: rows }
  } catch (error) {
    const status = error instanceof InterruptedError ? 'interrupted' : 'failed'
    quietly(() => ledger.runs.update(run.id, { status }))
    throw error
  } finally {
    content.close()
    await workers.close()
  }
}

async function planFor({
  request,
  environment,
  ledger,
}: {
  request: Request
  environment: PythonEnvironment
  ledger: Ledger
}): Promise<PlannedStep[]> {
  return planSteps({
    steps: await stepsFor(request, environment),
    history: ledgerHistory(ledger, request.config.outputs, request.run?.id),
    force: request.force,
  })
}

/** The wanted steps and everything that they need, in order. */
async function stepsFor(request: Request, environment: PythonEnvironment): Promise<StepDefinition[]> {
  const { config, offline, given } = request
  const graph = graphOf(config, await resolveFacts({ config, environment, offline, given }))
  const needed = new Set<string>()
  for (const definition of graph.toReversed()) {
    if (!request.wanted(definition) && !needed.has(definition.recipe.id)) continue
    needed.add(definition.recipe.id)
    for (const input of Object.values(definition.inputs)) if ('step' in input) needed.add(input.step)
  }
  if (needed.size === 0) throw noSuchStep(graph, config)
  const steps = graph.filter(({ recipe }) => needed.has(recipe.id))
  requireGivenAdapters(steps)
  return steps
}

/**
 * A stage command starts nothing upstream: it says which command makes what it lacks. A step that was made before and
 * only reads differently now (another split, another weight) is made again, as long as no model has to be asked.
 */
function refuseMissing(plan: readonly PlannedStep[], { mayRun, wanted }: Request, ledger: Ledger): void {
  const missing = plan.find(({ definition, decision }) => {
    if (mayRun(definition) || decision === 'reuse') return false
    return definition.recipe.stage === 'train' || !ledger.steps.newest(definition.recipe.id)
  })
  if (!missing) return
  const isPairTraining = ({ definition: { recipe } }: PlannedStep) =>
    recipe.stage === 'train' && (recipe.settings as TrainSettings).training.method === 'dpo'
  const onPairs = plan.some((step) => wanted(step.definition) && isPairTraining(step))
  const lacksExamples = missing.definition.recipe.id !== 'dataset:dpo'
  const without = onPairs && lacksExamples ? '`lattice train dpo --from base` goes without it. ' : ''
  throw missingStep(missing.definition.recipe, missing.reason, without)
}

function openRun({
  request,
  ledger,
  environment,
}: {
  request: Request
  ledger: Ledger
  environment: Record<string, unknown>
}): RunRow {
  const { config, origin } = request
  const run =
    request.run ??
    sameAsLatest(config, ledger) ??
    ledger.runs.create({ name: config.name, config, ...origin, environment })
  ledger.runs.update(run.id, { status: 'running', config, ...origin, environment })
  return ledger.runs.find(run.id) ?? run
}

function modelsToRun(plan: readonly PlannedStep[]): StepModel[] {
  return plan.flatMap(({ definition, decision }) => (decision === 'reuse' ? [] : (definition.model ?? [])))
}

function sameAsLatest(config: Config, ledger: Ledger): RunRow | undefined {
  const latest = ledger.runs.find('latest')
  return latest && JSON.stringify(latest.config) === JSON.stringify(config) ? latest : undefined
}
