/** What each policy would have decided on a recorded curve. */
import type { EarlyStopSettings } from '../config/training.js'
import { callbackDecision } from './callback.js'
import type { MetricPoint } from './point.js'
import { observe } from './policy.js'
import type { RecordedCurve } from './recorded.js'
import { type StopPlan, stopPlan } from './settings.js'
import { initialEarlyStop, type Stop } from './state.js'

export interface Replayed {
  policy: string
  /** Optimiser steps that it trains. */
  steps: number
  /** Steps that it leaves out, of those recorded. */
  saved: number
  /** Null when it goes on to the end. */
  stop: Pick<Stop, 'rule' | 'step' | 'reason' | 'numbers'> | null
  /** The evaluation whose checkpoint is kept. */
  best: { step: number; loss: number } | null
}

export interface Replay {
  plannedSteps: number
  plan: Omit<StopPlan, 'policy'>
  policies: Replayed[]
}

/** @param plan what default and economy go by; its policy is left aside */
export function replay(
  { points }: Pick<RecordedCurve, 'points'>,
  { plan, plannedSteps }: { plan: StopPlan; plannedSteps: number },
): Replay {
  const { policy: _, ...shared } = plan
  const own = (['default', 'economy'] as const).map((policy) => ownDecision(points, { ...plan, policy }))
  const theirs = [1, 3, 10].map((patience) => callback(points, patience))
  return { plannedSteps, plan: shared, policies: [...own, ...theirs, none(points)] }
}

/** The plan that a training with this curve and these settings would have had, as far as its rows tell. */
export function replayPlan(
  curve: RecordedCurve,
  settings: EarlyStopSettings,
  plannedSteps: number,
): StopPlan {
  const last = curve.points.at(-1)
  const plannedTokens = last && last.step > 0 ? (last.tokensSeen / last.step) * plannedSteps : 0
  return stopPlan(settings, {
    method: curve.points.some(({ rewardMargin }) => rewardMargin !== null) ? 'dpo' : 'sft',
    plannedTokens,
    tokensPerEpoch: curve.tokensPerEpoch ?? 0,
    rate: curve.rate,
  })
}

function ownDecision(points: readonly MetricPoint[], plan: StopPlan): Replayed {
  const { stop, evals } = points.reduce((state, point) => observe(state, point, plan), initialEarlyStop)
  return decided(points, plan.policy, stop, evals.best)
}

function callback(points: readonly MetricPoint[], patience: number): Replayed {
  const { step, best } = callbackDecision(points, patience)
  const reason = `${patience} ${patience === 1 ? 'evaluation' : 'evaluations'} in a row without a lower loss`
  const stop = step === null ? null : { rule: 'patience' as const, step, reason, numbers: { patience } }
  return decided(points, `Hugging Face, patience ${patience}`, stop, best)
}

function none(points: readonly MetricPoint[]): Replayed {
  const { best } = callbackDecision(points, Number.POSITIVE_INFINITY)
  return decided(points, 'none', null, best)
}

function decided(
  points: readonly MetricPoint[],
  policy: string,
  stop: Replayed['stop'],
  best: Replayed['best'],
): Replayed {
  const recorded = points.at(-1)?.step ?? 0
  const steps = stop?.step ?? recorded
  return { policy, steps, saved: recorded - steps, stop, best }
}
