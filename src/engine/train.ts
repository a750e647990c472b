/**
 * The train port: the worker trains, this side decides. It works out the schedule from the rows that the worker
 * really has, folds every loss into the early-stop state, seals and prunes checkpoints, and keeps the best one.
 */
import { join } from 'node:path'
import type { Identity } from '../core/asks.js'
import { type EarlyStopState, initialEarlyStop, observe } from '../core/early-stop.js'
import { LatticeError } from '../core/errors.js'
import { type Schedule, scheduleOf } from '../core/schedule.js'
import type { Ledger } from '../io/ledger/ledger.js'
import type { MetricRow } from '../io/ledger/training.js'
import type { Decision, Job, WireModel, WorkerEvent } from '../io/worker/protocol.js'
import { protocolVersion } from '../io/worker/protocol.js'
import type { TrainOutcome, TrainRequest } from '../stages/train-port.js'
import { keepAdapter } from './adapter.js'
import {
  type Checkpoint,
  completeCheckpoints,
  pruneCheckpoints,
  removeIncomplete,
  sealCheckpoint,
} from './checkpoints.js'

export interface TrainContext {
  step: string
  attempt: number
  folder: string
  ledger: Ledger
  identity: Identity
  model: WireModel
  /** Content hash of the adapter that training starts from. */
  parent: string | null
  data: { train: string; validation: string | null; hashes: Record<string, string> }
  common: { device: 'auto' | 'cuda' | 'mps' | 'cpu'; threads: number; seed: number }
  run(job: Job, decide: (event: WorkerEvent) => Decision): AsyncIterable<WorkerEvent>
  progress(done: number, total: number): void
}

export async function trainAdapter(request: TrainRequest, context: TrainContext): Promise<TrainOutcome> {
  const checkpoints = join(context.folder, 'checkpoints')
  removeIncomplete(checkpoints)
  const resume = completeCheckpoints(checkpoints).at(-1) ?? null
  const training = startTraining(request, context, resume)
  for await (const event of context.run(jobOf(request, context, resume), training.decide)) {
    training.record(event)
    if (event.type === 'checkpoint') {
      sealCheckpoint({ path: event.path, globalStep: event.global_step, probeLoss: finite(event.probe_loss) })
      pruneCheckpoints(checkpoints, training.state().bestStep)
    }
  }
  const outcome = training.outcome()
  const best = completeCheckpoints(checkpoints).find(({ globalStep }) => globalStep === outcome.bestStep)
  if (!best)
    throw new LatticeError(`No checkpoint of step ${outcome.bestStep} is left.`, {
      hint: 'Run the same command again.',
    })
  keepAdapter({
    checkpoint: best.path,
    folder: context.folder,
    manifest: manifestOf(request, context, outcome),
  })
  return outcome
}

/** Everything that is known while a training runs. */
function startTraining(request: TrainRequest, context: TrainContext, resume: Checkpoint | null) {
  let prepared: Extract<WorkerEvent, { type: 'prepared' }> | null = null
  let schedule: Schedule | null = null
  let reached = resume?.globalStep ?? 0
  let state: EarlyStopState = initialEarlyStop
  const look = ({ split, globalStep, values }: Pick<MetricRow, 'split' | 'globalStep' | 'values'>) => {
    if (values.loss === undefined || schedule === null) return
    const settings = { settings: request.earlyStop, plannedSteps: schedule.max_steps }
    state = observe(state, { split, step: globalStep, loss: Number(values.loss) }, settings)
  }
  const begin = (rows: number): Decision => {
    schedule = scheduleOf(request.schedule, rows)
    for (const row of context.ledger.training.metrics(context.step)) {
      if (resume && row.globalStep <= resume.globalStep) look(row)
    }
    context.progress(reached, schedule.max_steps)
    return { type: 'begin', ...schedule }
  }
  return {
    state: () => state,
    decide(event: WorkerEvent): Decision {
      if (event.type === 'prepared') return begin(requireRows(event))
      return state.stop ? { type: 'stop', reason: state.stop.reason } : { type: 'continue' }
    },
    record(event: WorkerEvent) {
      if (event.type === 'prepared') prepared = event
      if (event.type === 'check') context.ledger.training.addCheck(context.step, context.attempt, event)
      if (event.type !== 'metric') return
      const row = metricRow(event, context.attempt)
      context.ledger.training.addMetric(context.step, row)
      reached = Math.max(reached, row.globalStep)
      look(row)
      if (schedule) context.progress(reached, schedule.max_steps)
    },
    outcome(): TrainOutcome {
      if (!prepared || !schedule) throw new Error('the worker ended without having prepared its data')
      if (state.bestStep === null && state.stop) throw diverged(state.stop.reason)
      return {
        steps: reached,
        plannedSteps: schedule.max_steps,
        bestStep: state.bestStep ?? reached,
        bestValidationLoss: state.bestLoss,
        stopped: state.stop?.reason ?? null,
        droppedRows: prepared.dropped,
        trainedTokens: prepared.trained_tokens,
        trainableParameters: prepared.trainable_parameters,
        matchedModules: prepared.matched_modules,
      }
    },
  }
}

function jobOf(request: TrainRequest, context: TrainContext, resume: Checkpoint | null): Job {
  return {
    kind: 'train',
    protocol: protocolVersion,
    ...context.common,
    method: request.method,
    model: context.model,
    train: context.data.train,
    validation: context.data.validation,
    output: join(context.folder, 'checkpoints'),
    resume: resume?.path ?? null,
    resume_probe_loss: resume?.probeLoss ?? null,
    lora: request.lora,
    optimisation: request.optimisation,
    dpo: request.dpo,
  }
}

function manifestOf(request: TrainRequest, { identity, parent, data }: TrainContext, outcome: TrainOutcome) {
  const { lora, optimisation, dpo } = request
  return {
    method: request.method,
    base: { id: identity.id, revision: identity.revision },
    parent,
    quantization: identity.quant,
    templateId: identity.templateId,
    data: data.hashes,
    training: { lora, optimisation, dpo, steps: outcome.steps, bestStep: outcome.bestStep },
  }
}

function requireRows({ rows, dropped }: Extract<WorkerEvent, { type: 'prepared' }>): number {
  if (rows > 0) return rows
  throw new LatticeError(`No training row is left: ${dropped.length} were dropped.`, {
    hint:
      dropped[0] &&
      `The first: line ${dropped[0].line}, ${dropped[0].reason}. Raise max_length, or shorten the answers.`,
  })
}

function diverged(reason: string): LatticeError {
  return new LatticeError(`The training failed before it had a usable checkpoint: ${reason}.`, {
    hint: 'Lower learning_rate, or use bfloat16 or float32 instead of float16.',
  })
}

function metricRow(event: Extract<WorkerEvent, { type: 'metric' }>, attempt: number): MetricRow {
  const { split, global_step, tokens_seen, epoch, values } = event
  return { attempt, globalStep: global_step, split, tokensSeen: tokens_seen, epoch, values }
}

function finite(value: number | string): number | null {
  return typeof value === 'number' ? value : null
}
