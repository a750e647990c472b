/**
 * How fast work goes now: over the last half minute, not since the start, because models load first and batches grow.
 * What was already done when the work was taken up again counts for nothing.
 */
export interface Rate {
  add(done: number): void
  /** From now on over all that was done: of work that pauses for other work, half a minute says too little. */
  countPauses(): void
  /** Undefined until two moments are known. */
  perSecond(): number | undefined
}

const windowSeconds = 30

export function createRate(now: () => number): Rate {
  let samples: { at: number; done: number }[] = []
  let origin: { at: number; done: number } | undefined
  let whole = false
  return {
    add(done) {
      const at = now() / 1000
      origin ??= { at, done }
      const start = samples.findLastIndex((sample) => sample.at <= at - windowSeconds)
      samples = [...samples.slice(Math.max(0, start)), { at, done }]
    },
    countPauses() {
      whole = true
    },
    perSecond() {
      const [first, last] = [whole ? origin : samples[0], samples.at(-1)]
      if (!first || !last || last.at === first.at) return undefined
      return (last.done - first.done) / (last.at - first.at)
    },
  }
}
