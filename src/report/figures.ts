/** Numbers as a reader wants them: whole points, a real minus sign, and a decimal only where rounding would mislead. */

type Interval = readonly [number, number] | null

/** A rate with its interval in per cent: `42 [38–46]`. */
export function rate(value: number | null, interval: Interval): string {
  if (value === null) return '–'
  const text = points(value)
  return interval === null ? text : `${text} [${points(interval[0])}–${points(interval[1])}]`
}

/** The same in a sentence: `42% [38–46]`. */
export function percent(value: number | null, interval: Interval): string {
  return rate(value, interval).replace(/^[^ –]+/, '$&%')
}

/** A difference of rates in points with its interval: `+45 [+41, +49]`. */
export function rateDifference(delta: number | null, interval: Interval): string {
  return signedPair(delta, interval, (value) => signed(value * 100, near(value * 100)))
}

/** A difference of scores or lengths: `+1.40 [+1.21, +1.57]`. */
export function numberDifference(delta: number | null, interval: Interval, decimals: number): string {
  return signedPair(delta, interval, (value) => signed(value, value.toFixed(decimals)))
}

/** A rate in per cent without the sign. */
export function points(value: number): string {
  return near(value * 100)
}

/** A difference of rates in points, signed. */
export function signedPoints(value: number): string {
  return signed(value * 100, near(value * 100))
}

/** A number of prompts in two digits: more would claim to know the next sample. */
export function about(prompts: number): string {
  const size = 10 ** Math.max(0, Math.floor(Math.log10(prompts)) - 1)
  return (Math.round(prompts / size) * size).toLocaleString('en')
}

export const probability = (p: number) => (p < 0.001 ? '<0.001' : p.toFixed(3))

/** Whole, but one decimal below 1 (and just below 100), so that "0" and "100" mean exactly that. */
function near(value: number): string {
  const size = Math.abs(value)
  const nearEnd = (size > 0 && size < 0.95) || (size > 99 && size < 100)
  return nearEnd ? value.toFixed(1) : value.toFixed(0)
}

function signedPair(delta: number | null, interval: Interval, format: (value: number) => string): string {
  if (delta === null) return '–'
  return interval === null
    ? format(delta)
    : `${format(delta)} [${format(interval[0])}, ${format(interval[1])}]`
}

function signed(value: number, text: string): string {
  if (Number(text) === 0) return text.replace('-', '')
  return value > 0 ? `+${text}` : text.replace('-', '−')
}
