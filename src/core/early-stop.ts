/**
 * When a training should end before its plan does. The worker measures, this decides: the state is a fold over the
 * metric rows, so that a resumed training decides exactly as one that was never interrupted.
 *
 * A first policy: stop on a loss that is not a number, at any time; past the exposure floor stop when the
 * validation loss has not improved for `patience` looks.
 */

export interface EarlyStopSettings {
  enabled: boolean
  /** Looks at the validation loss without an improvement before the training stops. */
  patience: number
  /** What counts as an improvement, as a share of the best loss so far. */
  min_delta: number
  /** Share of the planned steps that is always trained, 0..1. */
  min_exposure: number
}

/** One row of metrics: the loss of a split at a step. */
export interface LossPoint {
  split: 'train' | 'validation'
  step: number
  loss: number
}

/** Plain JSON, saved nowhere: it is rebuilt by folding the ledger's metric rows. */
export interface EarlyStopState {
  bestLoss: number | null
  bestStep: number | null
  looksSinceBest: number
  stop: { rule: 'non_finite' | 'patience'; reason: string } | null
}

export const initialEarlyStop: EarlyStopState = {
  bestLoss: null,
  bestStep: null,
  looksSinceBest: 0,
  stop: null,
}

export function observe(
  state: EarlyStopState,
  { split, step, loss }: LossPoint,
  { settings, plannedSteps }: { settings: EarlyStopSettings; plannedSteps: number },
): EarlyStopState {
  if (state.stop) return state
  if (!Number.isFinite(loss)) {
    const reason = `the ${split} loss is ${loss} at step ${step}`
    return { ...state, stop: { rule: 'non_finite', reason } }
  }
  if (split === 'train') return state
  if (improves(loss, state.bestLoss, settings)) {
    return { ...state, bestLoss: loss, bestStep: step, looksSinceBest: 0 }
  }
  const looksSinceBest = state.looksSinceBest + 1
  const exposed = step >= settings.min_exposure * plannedSteps
  if (!settings.enabled || !exposed || looksSinceBest < settings.patience) return { ...state, looksSinceBest }
  const reason = `no better validation loss than ${state.bestLoss?.toPrecision(4)} (step ${state.bestStep}) in ${looksSinceBest} looks`
  return { ...state, looksSinceBest, stop: { rule: 'patience', reason } }
}

function improves(loss: number, best: number | null, { min_delta }: EarlyStopSettings): boolean {
  return best === null || loss < best - min_delta * Math.abs(best)
}
