/** Which events are alike, so that a reader sees some of each and is told of the rest. */
import type { ContentEvent, EventKind } from './event.js'

type Like = Pick<ContentEvent, 'kind' | 'step' | 'metadata'>

/** Said once or a few times in a step, whatever its size. */
export const isFew = ({ kind }: Like): boolean => few.includes(kind)

const few: readonly EventKind[] = ['SUMMARY', 'ERROR', 'EPOCH-COMPLETE', 'EPOCH-BATCH', 'PROBE-CHANGE']

/** Says how many events like this one have come, this one among them. Skipped items are alike by their reason. */
export function counter(): (event: Like) => number {
  const counts = new Map<string, number>()
  return ({ kind, step, metadata }) => {
    const like = [step, kind, kind === 'SKIPPED' ? metadata.reason : ''].join(' ')
    const count = (counts.get(like) ?? 0) + 1
    counts.set(like, count)
    return count
  }
}
