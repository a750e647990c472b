/** What the rules compare, from the memory of a training. Losses keep their unit. */
import type { EvalMemory, TrainMemory } from './state.js'
import { fitLine, median, noiseOf } from './statistics.js'

/** The median of the last three evaluations; null before there are three. */
export function smoothed({ recent }: Pick<EvalMemory, 'recent'>): number | null {
  return recent.length < 3 ? null : median(recent.slice(-3).map(({ loss }) => loss))
}

/** What was gained since the first evaluation, and at least 2 % of that loss: the measure for all other drops. */
export function scale({ first, lowest }: Pick<EvalMemory, 'first' | 'lowest'>): number {
  if (first === null) return 0
  return Math.max(first - (lowest ?? first), 0.02 * Math.abs(first))
}

export function noise({ bends }: Pick<EvalMemory, 'bends'>): number {
  return noiseOf(bends)
}

/** Slope of the last evaluations in loss per token, its error, and the tokens between the first and the last. */
export function slope({
  recent,
}: Pick<EvalMemory, 'recent'>): { slope: number; error: number; width: number } | null {
  const line = fitLine(recent.map(({ tokens, loss }) => ({ x: tokens, y: loss })))
  return line && { ...line, width: recent.at(-1)!.tokens - recent[0]!.tokens }
}

/** The median of the last training losses. */
export function trainMedian({ recent }: Pick<TrainMemory, 'recent'>): number {
  return median(recent)
}
