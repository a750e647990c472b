/**
 * When a training should end before its plan does: policy ES-1. The worker measures, this decides. The state is a
 * fold over what was measured, so that a resumed training decides exactly as one that was never interrupted.
 *
 * It puts together what known callbacks have one by one: patience (transformers' EarlyStoppingCallback), a floor
 * (`start_from_epoch` of Keras), a divergence test (Lightning), losses in relation to what was gained (Prechelt 1998,
 * "Early Stopping – But When?"), and a noise estimate, so that a noisy curve isn't taken for one that rises. The
 * rules and their order are in rules.ts; the floor and the learning rate in settings.ts.
 *
 * No rule on this stream foresees a loss that falls again after a long standstill; the floor is the only defence.
 */
import type { MetricPoint } from './point.js'
import { toWire } from './point.js'
import { remember, trainWindow } from './remember.js'
import { rulesOf } from './rules.js'
import type { StopPlan } from './settings.js'
import type { EarlyStopState, Stop } from './state.js'

/**
 * The state after one more row. Once it says `stop` it stays as it is.
 * @throws RangeError when the row doesn't come after the one before. The evaluation of a step may be a row of its own,
 *   after the training loss of that step.
 */
export function observe(state: EarlyStopState, point: MetricPoint, plan: StopPlan): EarlyStopState {
  if (state.stop) return state
  requireLater(state, point)
  const seen = remember(state, point, plan)
  const stop = nonFinite(seen, point)
  if (stop) return { ...seen, stop }
  return plan.policy !== 'off' && isLook(seen, point) ? look(seen, plan) : seen
}

function requireLater({ last }: EarlyStopState, { step, trainLoss }: MetricPoint): void {
  if (last === null || step > last.step) return
  if (step === last.step && !last.evaluated && trainLoss === null) return
  throw new RangeError(`step ${step} comes after step ${last.step}: steps must increase`)
}

/** One training loss may be a slip; two in a row, or one evaluation, are not. */
function nonFinite(
  { train }: EarlyStopState,
  { step, tokensSeen, trainLoss, evalLoss }: MetricPoint,
): Stop | null {
  if (evalLoss !== null && !Number.isFinite(evalLoss)) {
    const reason = `the validation loss is ${evalLoss}`
    return { rule: 'non_finite_eval', step, tokensSeen, reason, numbers: { evalLoss: toWire(evalLoss) } }
  }
  if (trainLoss === null || train.nonFinite < 2) return null
  const reason = `the training loss is ${trainLoss}, the second in a row that is no number`
  return { rule: 'non_finite_train', step, tokensSeen, reason, numbers: { trainLoss: toWire(trainLoss) } }
}

/** Rules are looked at with each evaluation; in a training without any, at every tenth training loss. */
function isLook({ train, evals }: EarlyStopState, { evalLoss }: MetricPoint): boolean {
  return evalLoss !== null || (evals.count === 0 && train.count % trainWindow === 0)
}

function look(state: EarlyStopState, plan: StopPlan): EarlyStopState {
  const counts = { ...state.counts }
  let stop: Stop | null = null
  for (const rule of rulesOf(plan)) {
    const finding = rule.applies(state, plan) ? rule.finds(state, plan) : null
    counts[rule.name] = finding ? counts[rule.name] + 1 : 0
    if (finding && counts[rule.name] >= rule.times) stop ??= stopOf(state, rule.name, finding)
  }
  return { ...state, counts, stop }
}

function stopOf(
  { last }: EarlyStopState,
  name: Stop['rule'],
  finding: Pick<Stop, 'reason' | 'numbers'>,
): Stop {
  return { rule: name, step: last?.step ?? 0, tokensSeen: last?.tokensSeen ?? 0, ...finding }
}
