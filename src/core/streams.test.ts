import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groups, leftJoin, zip } from './streams.js'

async function* stream<T>(items: T[]) {
  yield* items
}
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = []
  for await (const item of items) found.push(item)
  return found
}
const keys = { leftKey: (item: string) => item, rightKey: (item: string) => item[0] as string }

test('zip walks in step and ends with the shorter stream', async () => {
  expect(await all(zip(stream([1, 2, 3]), stream(['a', 'b'])))).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
})

test('groups are neighbours, not all of a kind', async () => {
  const found = await all(groups(stream(['a1', 'a2', 'b1', 'a3']), (item) => item[0] as string))
  expect(found).toEqual([
    ['a', ['a1', 'a2']],
    ['b', ['b1']],
    ['a', ['a3']],
  ])
})

test('a left item without partners gets none', async () => {
  expect(await all(leftJoin(stream(['a', 'b', 'c']), stream(['a1', 'c1', 'c2']), keys))).toEqual([
    ['a', ['a1']],
    ['b', []],
    ['c', ['c1', 'c2']],
  ])
})

test('a partner of nothing is an error, not a loss', async () => {
  await expect(all(leftJoin(stream(['a']), stream(['a1', 'x1']), keys))).rejects.toThrow('x is not among')
})

test('a join in the same order loses nothing', async () => {
  const sizes = fc.array(fc.nat(3), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(sizes, async (counts) => {
      const left = counts.map((_, index) => String(index))
      const right = left.flatMap((key, index) => Array(counts[index]).fill(`${key}:`))
      const joined = await all(
        leftJoin(stream(left), stream(right), {
          leftKey: String,
          rightKey: (item) => item.split(':')[0] as string,
        }),
      )
      expect(joined.map(([, partners]) => partners.length)).toEqual(counts)
    }),
  )
})
