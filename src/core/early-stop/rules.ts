/**
 * The rules of ES-1 in their order: the first that holds often enough in a row stops the training. Symbols: e is a
 * validation loss, m the median of the last three, m* the lowest m, S what was gained since the first e (at least 2 %
 * of it), σ the noise of e.
 */

import { slopeWindow, trainWindow } from './remember.js'
import type { StopPlan } from './settings.js'
import { noise, scale, slope, smoothed, trainMedian } from './signals.js'
import type { CountedRule, EarlyStopState, EvalMemory, Stop } from './state.js'

export interface Rule {
  name: CountedRule
  /** Looks in a row at which it must hold. */
  times: number
  /** Whether it may be looked at now; a look at which it may not counts as one at which it doesn't hold. */
  applies(state: EarlyStopState, plan: StopPlan): boolean
  finds(state: EarlyStopState, plan: StopPlan): Finding | null
}

type Finding = Pick<Stop, 'reason' | 'numbers'> & { rule?: CountedRule }

const evaluationsWithoutGain = 10
const saturatedMargin = 5
/** One-sided 95 % and 90 % of the normal distribution. */
const [z95, z90] = [1.645, 1.28]

export function rulesOf({ policy, patience }: Pick<StopPlan, 'policy' | 'patience'>): readonly Rule[] {
  return policy === 'economy'
    ? [diverged, marginSaturated, overfit, plateau, stalled]
    : [diverged, marginSaturated, overfit, { ...outOfPatience, times: patience }]
}

/** Nothing is called finished before this; what goes wrong may stop earlier. */
function aboveFloor({ last, evals }: EarlyStopState, plan: StopPlan): boolean {
  if (last === null || last.step <= plan.rate.warmedUp) return false
  return last.tokensSeen >= plan.minTokens && evals.count >= plan.min_evaluations
}

/** Lack of progress counts only here; see settings.ts. */
function settled(state: EarlyStopState, plan: StopPlan): boolean {
  return aboveFloor(state, plan) && state.evals.settledAt !== null
}

const diverged: Rule = {
  name: 'diverged',
  times: 3,
  applies: ({ train }) => train.recent.length === trainWindow,
  finds({ train }) {
    const now = trainMedian(train)
    const [first, lowest] = [train.first ?? now, train.lowest ?? now]
    const limit = Math.max(lowest + 0.5 * Math.abs(lowest), first + 0.1 * Math.abs(first))
    if (now <= limit) return null
    return {
      reason: `the training loss has exploded: the median of the last ${trainWindow} is ${text(now)}, after a lowest of ${text(lowest)} and a first of ${text(first)}`,
      numbers: { trainMedian: now, limit, lowest, first },
    }
  },
}

const marginSaturated: Rule = {
  name: 'margin_saturated',
  times: 3,
  applies: aboveFloor,
  finds({ evals: { rewardMargin } }) {
    if (rewardMargin === null || !(rewardMargin >= saturatedMargin)) return null
    return {
      reason: `the reward margin of the validation pairs is ${text(rewardMargin)}: at ${saturatedMargin} the loss of a pair is under 1 % of what it began with`,
      numbers: { rewardMargin, limit: saturatedMargin },
    }
  },
}

const overfit: Rule = {
  name: 'overfit',
  times: 3,
  applies: aboveFloor,
  finds({ train, evals }) {
    const [now, lowest] = [smoothed(evals), evals.lowest]
    if (now === null || lowest === null) return null
    const [gained, sigma] = [scale(evals), noise(evals)]
    const [rise, limit] = [now - lowest, Math.max(0.1 * gained, 3 * sigma)]
    if (rise <= limit) return null
    const numbers = { smoothed: now, lowest, rise, limit, gained, noise: sigma }
    const risen = `the validation loss has risen by ${text(rise)} from ${text(lowest)}, more than a tenth of what was gained and three times its noise`
    const trainRise = risenInTraining(train)
    if (trainRise <= 0.5 * rise) return { reason: risen, numbers }
    return {
      rule: 'diverged',
      reason: `${risen}, and the training loss by ${text(trainRise)}`,
      numbers: { ...numbers, trainRise },
    }
  },
}

/** Overfitting lowers the training loss while the validation loss rises; when both rise, it is something else. */
function risenInTraining(train: EarlyStopState['train']): number {
  return train.lowest === null ? 0 : trainMedian(train) - train.lowest
}

/** The counter of transformers' EarlyStoppingCallback. */
const outOfPatience: Rule = {
  name: 'patience',
  times: 1,
  applies: settled,
  finds({ evals: { improved, best }, counts }, { patience, min_delta }) {
    if (improved || best === null) return null
    const least = min_delta > 0 ? ` by more than ${text(min_delta)}` : ''
    return {
      reason: `${counts.patience + 1} evaluations in a row were no better than ${text(best.loss)} of step ${best.step}${least}`,
      numbers: { best: best.loss, bestStep: best.step, patience, minDelta: min_delta },
    }
  },
}

const plateau: Rule = {
  name: 'plateau',
  times: 2,
  applies: (state, plan) => settled(state, plan) && sinceSettled(state.evals) >= slopeWindow,
  finds({ evals }) {
    const line = slope(evals)
    if (!line || line.slope - z95 * line.error > 0) return null
    const mostToGain = (z95 * line.error - line.slope) * line.width
    const limit = 0.02 * scale(evals)
    if (mostToGain >= limit) return null
    return {
      reason: `the next ${slopeWindow} evaluations would gain at most ${text(mostToGain)}, under 2 % of what was gained`,
      numbers: { mostToGain, limit, slope: line.slope, slopeError: line.error },
    }
  },
}

const stalled: Rule = {
  name: 'stalled',
  times: 1,
  applies: (state, plan) => settled(state, plan) && sinceSettled(state.evals) > evaluationsWithoutGain,
  finds({ evals }) {
    const line = slope(evals)
    const { gain, count } = evals
    if (gain === null || line === null || count - gain.at < evaluationsWithoutGain) return null
    if (line.slope + z90 * line.error < 0) return null
    return {
      reason: `${count - gain.at} evaluations have brought no gain over ${text(gain.median)} that is more than noise, and the slope is not clearly down`,
      numbers: {
        median: gain.median,
        evaluations: count - gain.at,
        slope: line.slope,
        slopeError: line.error,
      },
    }
  },
}

/** Evaluations since lack of progress began to count, the current one included. */
function sinceSettled({ count, settledAt }: EvalMemory): number {
  return settledAt === null ? 0 : count - settledAt + 1
}

const text = (value: number) => String(Number(value.toPrecision(4)))
