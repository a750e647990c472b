/**
 * What is known while a training runs, and what is decided from it. The state of early stopping is a fold over the
 * ledger's rows up to the checkpoint that training resumes from, and over each row after it.
 */
import { curveOf, pointOf } from '../core/early-stop/curve.js'
import { observe } from '../core/early-stop/policy.js'
import { rateStepsOf, type StopPlan, stopPlan } from '../core/early-stop/settings.js'
import { type EarlyStopState, initialEarlyStop, stopText } from '../core/early-stop/state.js'
import { LatticeError } from '../core/errors.js'
import { type Schedule, scheduleOf, stepsPerEpoch } from '../core/schedule.js'
import type { Ledger } from '../io/ledger/ledger.js'
import type { MetricRow } from '../io/ledger/training.js'
import type { WorkerEvent } from '../io/worker/events.js'
import type { Decision } from '../io/worker/protocol.js'
import type { TrainOutcome, TrainRequest } from '../stages/train-port.js'
import type { Checkpoint } from './checkpoints.js'
import { type TellProgress, trainingProgress } from './training-progress.js'

type Prepared = Extract<WorkerEvent, { type: 'prepared' }>

export interface TrainingWatch {
  decide(event: WorkerEvent): Decision
  record(event: WorkerEvent): void
  /** The step whose checkpoint is the best so far. */
  bestStep(): number | null
  outcome(): Watched
}

type Watched = Omit<TrainOutcome, 'probes'>

export interface WatchContext {
  step: string
  attempt: number
  ledger: Pick<Ledger, 'training'>
  progress: TellProgress
  /** Told of each figure that the worker reports. */
  heard(metric: MetricRow): void
  /** Told first, where a training goes on, of each figure that an earlier attempt reported up to there. */
  recalled(metric: MetricRow): void
}

export function watchTraining(
  request: TrainRequest,
  context: WatchContext,
  resume: Pick<Checkpoint, 'globalStep'> | null,
): TrainingWatch {
  const { step, attempt, ledger } = context
  let begun: { prepared: Prepared; schedule: Schedule; plan: StopPlan } | null = null
  let reached = resume?.globalStep ?? 0
  let state: EarlyStopState = initialEarlyStop
  const progress = trainingProgress(context.progress, request.method)
  const hear = (row: MetricRow) => {
    const point = pointOf(row)
    if (point && begun) state = observe(state, point, begun.plan)
  }
  const begin = (prepared: Prepared): Decision => {
    const schedule = scheduleOf(request.schedule, requireRows(prepared))
    begun = { prepared, schedule, plan: planOf(request, prepared, schedule) }
    const before = resume ? ledger.training.metrics(step) : []
    for (const row of before.filter(({ globalStep }) => globalStep <= reached)) {
      context.recalled(row)
      hear(row)
    }
    progress.begin({ from: reached, steps: schedule.max_steps, validates: prepared.validation_rows > 0 })
    // What was stopped before the crash stays stopped: there is nothing left to train.
    return { type: 'begin', ...schedule, ...(state.stop && resume ? { max_steps: resume.globalStep } : {}) }
  }
  return {
    bestStep: () => state.evals.best?.step ?? null,
    decide(event) {
      if (event.type === 'prepared') return begin(event)
      return state.stop ? { type: 'stop', reason: stopText(state.stop) } : { type: 'continue' }
    },
    record(event) {
      if (event.type === 'check') ledger.training.addCheck(step, attempt, event)
      if (event.type === 'progress') progress.follow(event)
      if (event.type !== 'metric') return
      const row = metricRow(event, attempt)
      ledger.training.addMetric(step, row)
      context.heard(row)
      reached = Math.max(reached, row.globalStep)
      hear(row)
    },
    outcome() {
      if (!begun) throw new Error('the worker ended without having prepared its data')
      const curve = curveOf(ledger.training.metrics(step))
      return outcomeOf({ ...begun, state, reached, curve })
    },
  }
}

function planOf(
  { method, schedule: settings, optimisation, earlyStop }: TrainRequest,
  { rows, total_tokens }: Prepared,
  schedule: Schedule,
): StopPlan {
  const epochs = schedule.max_steps / stepsPerEpoch(settings, rows)
  const { lr_scheduler_type } = optimisation
  return stopPlan(earlyStop, {
    method,
    plannedTokens: epochs * total_tokens,
    tokensPerEpoch: total_tokens,
    rate: rateStepsOf({ lr_scheduler_type, ...schedule }),
  })
}

function outcomeOf({
  prepared,
  schedule,
  plan,
  state,
  reached,
  curve,
}: {
  prepared: Prepared
  schedule: Schedule
  plan: StopPlan
  state: EarlyStopState
  reached: number
} & Pick<TrainOutcome, 'curve'>): Watched {
  const { best } = state.evals
  if (best === null && state.stop) throw failed(state.stop.reason)
  return {
    steps: reached,
    plannedSteps: schedule.max_steps,
    bestStep: best?.step ?? reached,
    bestValidationLoss: best?.loss ?? null,
    stop: state.stop,
    stopPlan: plan,
    curve,
    droppedRows: prepared.dropped,
    trainedTokens: prepared.trained_tokens,
    trainableParameters: prepared.trainable_parameters,
    matchedModules: prepared.matched_modules,
  }
}

function requireRows({ rows, dropped }: Prepared): number {
  if (rows > 0) return rows
  throw new LatticeError(`No training row is left: ${dropped.length} were dropped.`, {
    hint:
      dropped[0] &&
      `The first: line ${dropped[0].line}, ${dropped[0].reason}. Raise max_length, or shorten the answers.`,
  })
}

function failed(reason: string): LatticeError {
  return new LatticeError(`The training failed before it had a usable checkpoint: ${reason}.`, {
    hint: 'Lower learning_rate, or use bfloat16 or float32 instead of float16.',
  })
}

function metricRow(event: Extract<WorkerEvent, { type: 'metric' }>, attempt: number): MetricRow {
  const { split, global_step, tokens_seen, epoch, values } = event
  return { attempt, globalStep: global_step, split, tokensSeen: tokens_seen, epoch, values }
}
