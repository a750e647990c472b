/**
 * A curve as it is kept: `metrics.jsonl` beside an adapter, one row a step. `lattice train replay` reads it back.
 * What isn't finite is a text, as on the wire.
 */
import type { MetricPoint, WireNumber } from './point.js'

export interface CurveRow {
  step: number
  tokens_seen: number
  epoch?: number
  learning_rate?: WireNumber
  train_loss?: WireNumber
  eval_loss?: WireNumber
  reward_margin?: WireNumber
}

/** What a worker told of one split at one step. */
export interface LoggedMetric {
  split: 'train' | 'validation'
  globalStep: number
  tokensSeen: number
  epoch: number
  values: Readonly<Record<string, WireNumber>>
}

const marginName = 'rewards/margins'

/** The row that a policy hears, or null when it holds no loss. The margin of training pairs isn't heard. */
export function pointOf({ split, globalStep, tokensSeen, values }: LoggedMetric): MetricPoint | null {
  if (values.loss === undefined) return null
  const place = { step: globalStep, tokensSeen }
  if (split === 'train')
    return { ...place, trainLoss: Number(values.loss), evalLoss: null, rewardMargin: null }
  const margin = values[marginName]
  const rewardMargin = margin === undefined ? null : Number(margin)
  return { ...place, trainLoss: null, evalLoss: Number(values.loss), rewardMargin }
}

/** @param metrics in the order of training */
export function curveOf(metrics: readonly LoggedMetric[]): CurveRow[] {
  const rows = new Map<number, CurveRow>()
  for (const { split, globalStep, tokensSeen, epoch, values } of metrics) {
    const row = rows.get(globalStep) ?? { step: globalStep, tokens_seen: tokensSeen, epoch }
    rows.set(globalStep, { ...row, ...(split === 'train' ? trainPart(values) : evalPart(values)) })
  }
  return [...rows.values()]
}

function trainPart({ loss, learning_rate }: LoggedMetric['values']): Partial<CurveRow> {
  return present({ train_loss: loss, learning_rate })
}

function evalPart({ loss, [marginName]: margin }: LoggedMetric['values']): Partial<CurveRow> {
  return present({ eval_loss: loss, reward_margin: margin })
}

function present(row: Readonly<Record<string, WireNumber | undefined>>): Partial<CurveRow> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}
