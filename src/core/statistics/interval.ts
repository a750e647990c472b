/** Every interval of this program is a 95 % one. */
export type Interval = readonly [low: number, high: number]

/** A figure and how sure it is. The interval is null where the data can't tell one. */
export interface Estimate {
  value: number
  interval: Interval | null
}

/** 97.5 % quantile of the normal distribution. */
export const normalQuantile = 1.959963984540054
