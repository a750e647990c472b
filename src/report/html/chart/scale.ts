/** Where a value lies along an axis, in per cent of its length: such charts fit any width, and text keeps its size. */

export interface Scale {
  from: number
  to: number
  /** 0 to 100 */
  at(value: number): number
  ticks: number[]
}

/** An axis over all the values, its ends on round numbers. */
export function scaleOver(values: readonly number[], { ticks = 5 }: { ticks?: number } = {}): Scale {
  const finite = values.filter(Number.isFinite)
  // Not Math.min(...finite): an evaluation may have more answers than a call may have arguments.
  const [low, high] =
    finite.length === 0
      ? [0, 1]
      : [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))]
  const size = Math.max(Math.abs(low), Math.abs(high)) || 1
  const width = high - low > sameShare * size ? high - low : size
  const step = roundStep(width / ticks)
  const from = Math.floor(low / step + 1e-9)
  const to = Math.max(from + 1, Math.ceil(high / step - 1e-9))
  const at = (value: number) => rounded(((value / step - from) / (to - from)) * 100)
  const marks = Array.from({ length: to - from + 1 }, (_, index) => rounded((from + index) * step))
  return { from: rounded(from * step), to: rounded(to * step), at, ticks: marks }
}

/** Values that differ by less would have the same mark: they are drawn as one. */
const sameShare = 1e-4

/** 1, 2 or 5 times a power of ten, not below the given one. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10) * power
}

/** Nothing that a float could not hold exactly stands in the page. */
const rounded = (value: number) => Number(value.toPrecision(6))
