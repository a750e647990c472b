/**
 * What a policy remembers of a training: windows and extremes, never the whole curve, so its size is bounded. It is
 * plain JSON and holds no number that JSON can't say: a loss that isn't finite is only counted, or ends the training
 * and is a text in `stop`.
 */
import type { WireNumber } from './point.js'

export type CountedRule = 'diverged' | 'margin_saturated' | 'overfit' | 'patience' | 'plateau' | 'stalled'
export type StopRule = 'non_finite_train' | 'non_finite_eval' | CountedRule

/** Why a training was stopped: the rule, a sentence, and the numbers that the rule compared. */
export interface Stop {
  rule: StopRule
  step: number
  tokensSeen: number
  reason: string
  numbers: Record<string, WireNumber>
}

/** `overfit at step 210: the validation loss has risen by …` */
export function stopText({ rule, step, reason }: Pick<Stop, 'rule' | 'step' | 'reason'>): string {
  return `${rule} at step ${step}: ${reason}`
}

export interface TrainMemory {
  count: number
  /** The last finite losses. */
  recent: number[]
  /** Median of `recent` once it is full: the first, and the lowest so far. */
  first: number | null
  lowest: number | null
  /** Losses in a row that were not finite. */
  nonFinite: number
}

export interface Evaluation {
  tokens: number
  loss: number
}

export interface EvalMemory {
  count: number
  first: number | null
  recent: Evaluation[]
  /** |e_j − 2e_{j−1} + e_{j−2}| of the last evaluations. */
  bends: number[]
  /** The lowest median of three. */
  lowest: number | null
  /** The last gain that was more than noise: the median of three, and the count of evaluations then. */
  gain: { median: number; at: number } | null
  /** The count when lack of progress began to mean something. */
  settledAt: number | null
  /** The evaluation whose checkpoint is kept. */
  best: { step: number; loss: number } | null
  /** Whether the last one was better than the best before it by more than `min_delta`. */
  improved: boolean
  rewardMargin: number | null
}

export interface EarlyStopState {
  /** The last step heard of, and whether its evaluation was heard. */
  last: { step: number; evaluated: boolean; tokensSeen: number } | null
  train: TrainMemory
  evals: EvalMemory
  /** How often in a row each rule held. */
  counts: Record<CountedRule, number>
  stop: Stop | null
}

export const initialEarlyStop: EarlyStopState = {
  last: null,
  train: { count: 0, recent: [], first: null, lowest: null, nonFinite: 0 },
  evals: {
    count: 0,
    first: null,
    recent: [],
    bends: [],
    lowest: null,
    gain: null,
    settledAt: null,
    best: null,
    improved: false,
    rewardMargin: null,
  },
  counts: { diverged: 0, margin_saturated: 0, overfit: 0, patience: 0, plateau: 0, stalled: 0 },
  stop: null,
}
