/** How a row of metrics enters the memory of a policy. */
import type { MetricPoint } from './point.js'
import type { StopPlan } from './settings.js'
import { noise, scale, smoothed, trainMedian } from './signals.js'
import type { EarlyStopState, EvalMemory, TrainMemory } from './state.js'

export const trainWindow = 10
export const slopeWindow = 8
/** Enough for a steady median; older noise says less about today's. */
const bendWindow = 64

/** An evaluation that isn't finite is left out. */
export function remember(state: EarlyStopState, point: MetricPoint, plan: StopPlan): EarlyStopState {
  const { step, tokensSeen, trainLoss, evalLoss } = point
  const train = trainLoss === null ? state.train : withTrainLoss(state.train, trainLoss)
  const evals =
    evalLoss === null || !Number.isFinite(evalLoss)
      ? state.evals
      : withEvaluation(state.evals, { ...point, evalLoss }, plan)
  return { ...state, last: { step, evaluated: evalLoss !== null, tokensSeen }, train, evals }
}

function withTrainLoss(train: TrainMemory, loss: number): TrainMemory {
  const count = train.count + 1
  if (!Number.isFinite(loss)) return { ...train, count, nonFinite: train.nonFinite + 1 }
  const recent = [...train.recent, loss].slice(-trainWindow)
  const middle = recent.length < trainWindow ? null : trainMedian({ recent })
  return {
    count,
    recent,
    first: train.first ?? middle,
    lowest: lower(train.lowest, middle),
    nonFinite: 0,
  }
}

function withEvaluation(
  evals: EvalMemory,
  { step, tokensSeen, evalLoss, rewardMargin }: MetricPoint & { evalLoss: number },
  { min_delta, rate }: StopPlan,
): EvalMemory {
  const count = evals.count + 1
  const recent = [...evals.recent, { tokens: tokensSeen, loss: evalLoss }].slice(-slopeWindow)
  const bestBefore = evals.best?.loss ?? Number.POSITIVE_INFINITY
  const seen: EvalMemory = {
    ...evals,
    count,
    first: evals.first ?? evalLoss,
    recent,
    bends: [...evals.bends, ...bendOf(recent)].slice(-bendWindow),
    settledAt: evals.settledAt ?? (step > rate.settled ? count : null),
    best: evalLoss < bestBefore ? { step, loss: evalLoss } : evals.best,
    improved: evalLoss < bestBefore - min_delta,
    rewardMargin: rewardMargin !== null && Number.isFinite(rewardMargin) ? rewardMargin : null,
  }
  return withGain({ ...seen, lowest: lower(evals.lowest, smoothed(seen)) })
}

function bendOf(recent: EvalMemory['recent']): number[] {
  const [before, middle, last] = recent.slice(-3)
  return before && middle && last ? [Math.abs(last.loss - 2 * middle.loss + before.loss)] : []
}

/** A gain is confirmed when the median of three lies clearly below the last that was: by 2 % of all gained, and noise. */
function withGain(evals: EvalMemory): EvalMemory {
  const now = smoothed(evals)
  if (now === null) return evals
  const least = Math.max(0.02 * scale(evals), 1.34 * noise(evals))
  const confirmed = evals.gain === null || now < evals.gain.median - least
  return confirmed ? { ...evals, gain: { median: now, at: evals.count } } : evals
}

function lower(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}
