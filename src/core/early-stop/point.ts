/** What a policy hears of a training. Plain numbers: texts such as "NaN" are read before, by `wireNumber`. */
export interface MetricPoint {
  /** Optimiser steps done. */
  step: number
  tokensSeen: number
  trainLoss: number | null
  /** Loss on the validation rows. */
  evalLoss: number | null
  /** Mean of reward(chosen) − reward(rejected) over the validation pairs: TRL's `rewards/margins`. */
  rewardMargin: number | null
}

/** A number as JSON can hold it: what isn't finite is a text there. */
export type WireNumber = number | 'NaN' | 'Infinity' | '-Infinity'

export function toWire(value: number): WireNumber {
  return Number.isFinite(value) ? value : (String(value) as WireNumber)
}
