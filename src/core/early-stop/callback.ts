/**
 * The counter of Hugging Face's EarlyStoppingCallback, to compare with (transformers 5.18, `trainer_callback.py`,
 * `check_metric_value` and `on_evaluate`, with `Trainer._determine_best_metric`): metric eval_loss, threshold 0,
 * best model loaded at the end. A loss that is no number is never better, so it counts.
 */
import type { MetricPoint } from './point.js'

export interface CallbackDecision {
  /** Where it stops; null when it doesn't. */
  step: number | null
  best: { step: number; loss: number } | null
}

export function callbackDecision(points: readonly MetricPoint[], patience: number): CallbackDecision {
  let best: CallbackDecision['best'] = null
  let counter = 0
  for (const [index, { step, evalLoss }] of evaluationsOf(points).entries()) {
    const better = evalLoss < (best?.loss ?? Number.POSITIVE_INFINITY)
    // The first evaluation finds no best metric yet, whatever it is.
    counter = better || index === 0 ? 0 : counter + 1
    if (better) best = { step, loss: evalLoss }
    if (counter >= patience) return { step, best }
  }
  return { step: null, best }
}

function evaluationsOf(points: readonly MetricPoint[]): { step: number; evalLoss: number }[] {
  return points.flatMap(({ step, evalLoss }) => (evalLoss === null ? [] : [{ step, evalLoss }]))
}
