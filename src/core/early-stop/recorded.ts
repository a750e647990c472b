/**
 * A recorded curve as policies hear it, from rows of `metrics.jsonl`, of Hugging Face's `log_history`, or of any
 * logger that writes step, losses and maybe tokens. What a row is called is in `names`.
 */
import { DataError } from '../errors.js'
import type { MetricPoint } from './point.js'
import type { RateSteps } from './settings.js'

export interface RecordedCurve {
  /** One a step. */
  points: MetricPoint[]
  /** Whether tokens were recorded; else `tokensSeen` is the step. */
  hasTokens: boolean
  tokensPerEpoch: number | null
  rate: RateSteps
}

/** A raw row and its place, for messages. */
export interface PlacedRow {
  value: unknown
  where: string
}

interface Step {
  step: number
  where: string
  tokens: number | null
  epoch: number | null
  rate: number | null
  trainLoss: number | null
  evalLoss: number | null
  rewardMargin: number | null
}

/** @throws DataError naming the place of a row that is no row of metrics, or doesn't come after the one before. */
export function recordedCurve(rows: readonly PlacedRow[], name: string): RecordedCurve {
  const steps = joined(rows.slice(0, endOf(rows)).flatMap(({ value, where }) => stepOf(value, where) ?? []))
  if (steps.length === 0) {
    throw new DataError(`${name}: no row has a loss.`, {
      hint: 'A row is {"step": …, "loss": …} or {"step": …, "eval_loss": …}, as trainers log it.',
    })
  }
  const hasTokens = steps.every(({ tokens }) => tokens !== null)
  const points = steps.map(({ step, tokens, trainLoss, evalLoss, rewardMargin }) => ({
    step,
    tokensSeen: hasTokens && tokens !== null ? tokens : step,
    trainLoss,
    evalLoss,
    rewardMargin,
  }))
  return { points, hasTokens, tokensPerEpoch: tokensPerEpochOf(steps, points), rate: rateOf(steps) }
}

/** Trainer ends with a row about the whole training, whose train_loss is a mean; what follows was measured later. */
function endOf(rows: readonly PlacedRow[]): number {
  const summary = rows.findIndex(({ value }) => isRecord(value) && 'train_runtime' in value)
  return summary === -1 ? rows.length : summary
}

function stepOf(value: unknown, where: string): Step | null {
  if (!isRecord(value)) throw new DataError(`${where}: is no row of metrics, which is an object {…}.`)
  const read = (...names: string[]) => numberIn(value, names, where)
  const trainLoss = read('train_loss', 'loss')
  const evalLoss = read('eval_loss')
  if (trainLoss === null && evalLoss === null) return null
  const step = read('step', 'global_step')
  if (step === null) throw new DataError(`${where}: has a loss and no step.`)
  if (!Number.isInteger(step) || step < 0)
    throw new DataError(`${where}: ${step} is no step: a whole number is.`)
  const margin = read('reward_margin', 'eval_rewards/margins')
  return {
    step,
    where,
    tokens: read('tokens_seen', 'num_input_tokens_seen', 'num_tokens', 'eval_num_tokens'),
    epoch: read('epoch'),
    rate: read('learning_rate'),
    trainLoss,
    evalLoss,
    // Beside a validation loss this is the margin of its pairs, elsewhere that of training pairs.
    rewardMargin: evalLoss === null ? null : (margin ?? read('rewards/margins')),
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first of the names that the row has. JSON has no word for what isn't finite, so it may be a text. */
function numberIn(row: Record<string, unknown>, names: readonly string[], where: string): number | null {
  const name = names.find((each) => row[each] !== undefined && row[each] !== null)
  if (name === undefined) return null
  const value = row[name]
  if (typeof value === 'number') return value
  if (typeof value === 'string' && /^(nan|[+-]?inf(inity)?)$/i.test(value)) return nonFinite(value)
  throw new DataError(`${where}: ${name} is ${JSON.stringify(value)}, no number.`)
}

function nonFinite(text: string): number {
  if (/nan/i.test(text)) return Number.NaN
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

/** Trainers tell the training loss and the evaluation of a step in two rows. */
function joined(steps: readonly Step[]): Step[] {
  const rows: Step[] = []
  for (const next of steps) {
    const last = rows.at(-1)
    if (last === undefined || next.step > last.step) rows.push(next)
    else rows[rows.length - 1] = bothOf(last, next)
  }
  return rows
}

function bothOf(one: Step, other: Step): Step {
  const twice = (key: 'trainLoss' | 'evalLoss') => one[key] !== null && other[key] !== null
  if (one.step !== other.step || twice('trainLoss') || twice('evalLoss')) {
    throw new DataError(`${other.where}: step ${other.step} comes after step ${one.step}.`, {
      hint: 'Steps must increase. After a resumed training, keep only the later rows of a step.',
    })
  }
  const told = Object.entries(other).filter(([, value]) => value !== null)
  return { ...one, ...Object.fromEntries(told) }
}

function tokensPerEpochOf(steps: readonly Step[], points: readonly MetricPoint[]): number | null {
  const last = steps.findLastIndex(({ epoch }) => epoch !== null && epoch > 0)
  const [step, point] = [steps[last], points[last]]
  return step?.epoch && point ? point.tokensSeen / step.epoch : null
}

/** From the logged rates: where the warm-up ends, and where the rate is down to half its peak. */
function rateOf(steps: readonly Step[]): RateSteps {
  const rates = steps.flatMap(({ step, rate }) => (rate === null ? [] : [{ step, rate }]))
  const peak = Math.max(0, ...rates.map(({ rate }) => rate))
  const [first, last] = [rates[0], rates.at(-1)]
  if (!first || !last || peak === 0) return { warmedUp: 0, settled: 0 }
  const top = rates.findIndex(({ rate }) => rate > 0.999 * peak)
  const warmedUp = top === 0 ? 0 : (rates[top]?.step ?? 0)
  const falls = last.rate < 0.98 * peak
  if (!falls) return { warmedUp, settled: warmedUp }
  const half = rates.slice(top).find(({ rate }) => rate <= 0.5 * peak)
  return { warmedUp, settled: half?.step ?? last.step }
}
