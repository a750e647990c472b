/** Rows of somebody's file that contradict each other: what they say of an answer counts for nothing, and is told. */
import type { Selection, Verdict } from '../records.js'

export const opposedPair = 'another row has this pair the other way round'

/**
 * Pairs whose two answers stand the other way round in another pair, of those of one prompt.
 * @returns the pairs to keep, and those to leave out
 */
export function opposedPairs(pairs: readonly Selection[]): { kept: Selection[]; opposed: Selection[] } {
  const key = (better: readonly string[], worse: readonly string[]) => `${better.join()} ${worse.join()}`
  const there = new Set(pairs.map(({ chosen, rejected }) => key(chosen, rejected)))
  const isOpposed = ({ chosen, rejected }: Selection) => there.has(key(rejected, chosen))
  return {
    kept: pairs.filter((pair) => !isOpposed(pair)),
    opposed: pairs.filter(isOpposed),
  }
}

export const repeated = 'repeats an earlier row'
export const disputedLabel = 'labels the answer otherwise than an earlier row'

/** Labels of answers that several rows hold. Where they differ the answer has none, as nobody knows which counts. */
export function labelsAgain() {
  const disputed = new Set<string>()
  return {
    /** @param labels those of the prompt; changed. @returns why the row of the label adds nothing */
    add(labels: Verdict[], label: Verdict | undefined): string | undefined {
      if (label === undefined || disputed.has(label.subject)) return repeated
      const at = labels.findIndex(({ subject }) => subject === label.subject)
      if (at === -1) labels.push(label)
      else if (labels[at]?.category === label.category) return repeated
      else {
        labels.splice(at, 1)
        disputed.add(label.subject)
        return disputedLabel
      }
      return undefined
    },
    disputed: () => disputed.size,
  }
}
