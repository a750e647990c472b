/**
 * What a policy may use, fixed before the first step: the settings, and from the plan of the training the floor and
 * the step from which a lack of progress means something.
 *
 * Why the learning rate counts. The loss of a step depends on the area under the learning rate so far and, beside it,
 * on how far the rate has fallen: Tissue et al. 2024 (arXiv 2408.11029) fit L = L0 + A·S1^−α − C·S2, S2 being the
 * annealing area. A loss that stands still while the rate is high can therefore still fall once the rate does, so
 * under linear and cosine decay nothing that rests on a lack of progress (patience, plateau, stalled) counts before
 * the rate is down to half its peak. There a linear schedule falls as fast as ever and a cosine the fastest, so a gain
 * that the falling rate brings shows in the losses. A loss that rises is judged from the floor on, at any rate.
 */
import type { EarlyStopSettings, LearningRateSchedule } from '../config/training.js'

/** The settings and what follows from the plan. Plain JSON. */
export interface StopPlan
  extends Pick<EarlyStopSettings, 'policy' | 'patience' | 'min_delta' | 'min_evaluations'> {
  minTokens: number
  rate: RateSteps
}

/** What the schedule of the learning rate means for the rules, in optimiser steps. */
export interface RateSteps {
  /** While the rate still rises, nothing but a loss that is not finite or has exploded stops a training. */
  warmedUp: number
  /** Lack of progress counts after this step. */
  settled: number
}

export interface PlannedTraining {
  method: 'sft' | 'dpo'
  plannedTokens: number
  tokensPerEpoch: number
  rate: RateSteps
}

export function stopPlan(settings: EarlyStopSettings, training: PlannedTraining): StopPlan {
  const { policy, patience, min_delta, min_evaluations } = settings
  const { plannedTokens, tokensPerEpoch, rate } = training
  const epochs = settings.min_epochs ?? defaultMinEpochs(training)
  const minTokens = Math.max(settings.min_exposure * plannedTokens, epochs * tokensPerEpoch)
  return { policy, patience, min_delta, min_evaluations, minTokens, rate }
}

/** transformers' schedules; `constant` has no warm-up. */
export function rateStepsOf({
  lr_scheduler_type,
  warmup_steps,
  max_steps,
}: {
  lr_scheduler_type: LearningRateSchedule
  warmup_steps: number
  max_steps: number
}): RateSteps {
  if (lr_scheduler_type === 'constant') return { warmedUp: 0, settled: 0 }
  if (lr_scheduler_type === 'constant_with_warmup') return { warmedUp: warmup_steps, settled: warmup_steps }
  return { warmedUp: warmup_steps, settled: Math.ceil((warmup_steps + max_steps) / 2) }
}

function defaultMinEpochs({ method, plannedTokens, tokensPerEpoch }: PlannedTraining): number {
  // A recorded curve tells an epoch only as a quotient.
  return method === 'sft' && plannedTokens <= 3.001 * tokensPerEpoch ? 1 : 0
}
