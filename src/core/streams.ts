/** Joins of streams that stand in the same order, so that no stage holds a whole artifact in memory. */
import { DataError } from './errors.js'

/** The stream with each item changed. */
export async function* map<A, B>(items: AsyncIterable<A>, change: (item: A) => B): AsyncGenerator<B> {
  for await (const item of items) yield change(item)
}

/** Walks two streams in step; ends with the shorter one. */
export async function* zip<A, B>(left: AsyncIterable<A>, right: AsyncIterable<B>): AsyncGenerator<[A, B]> {
  const others = right[Symbol.asyncIterator]()
  for await (const item of left) {
    const { value, done } = await others.next()
    if (done) return
    yield [item, value]
  }
}

/** Neighbours with the same key as one group. */
export async function* groups<T>(
  items: AsyncIterable<T>,
  keyOf: (item: T) => string,
): AsyncGenerator<[string, T[]]> {
  let key: string | undefined
  let group: T[] = []
  for await (const item of items) {
    const next = keyOf(item)
    if (key !== undefined && next !== key) {
      yield [key, group]
      group = []
    }
    key = next
    group.push(item)
  }
  if (key !== undefined) yield [key, group]
}

/**
 * For every item of the left stream the neighbours of the right one that name it. Both stand in the same order;
 * the right one may leave items out. @throws DataError for what the right one names and the left one lacks.
 */
export async function* leftJoin<A, B>(
  left: AsyncIterable<A>,
  right: AsyncIterable<B>,
  { leftKey, rightKey }: { leftKey: (item: A) => string; rightKey: (item: B) => string },
): AsyncGenerator<[A, B[]]> {
  const others = groups(right, rightKey)
  let next = await others.next()
  for await (const item of left) {
    if (next.done || next.value[0] !== leftKey(item)) {
      yield [item, []]
      continue
    }
    yield [item, next.value[1]]
    next = await others.next()
  }
  if (!next.done) {
    throw new DataError(`${next.value[0]} is not among the rows it belongs to, or not in their order.`, {
      hint: 'Files that are read together must come from the same prompts, in the order of the prompts.',
    })
  }
}
