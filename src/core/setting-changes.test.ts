import { expect, test } from 'vitest'
import { settingChanges } from './setting-changes.js'

test.each([
  ['nothing', { a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, []],
  ['a leaf, by its path', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, [{ key: 'a.c', values: [2, 3] }]],
  ['a list as a whole', { a: [1, 2] }, { a: [1] }, [{ key: 'a', values: [[1, 2], [1]] }]],
  ['a key that one side lacks', { a: 1 }, {}, [{ key: 'a', values: [1, undefined] }]],
  ['nothing given and null', { a: null }, {}, [{ key: 'a', values: [null, undefined] }]],
  [
    'a group in the place of a leaf',
    { a: 1 },
    { a: { b: 1 } },
    [
      { key: 'a', values: [1, undefined] },
      { key: 'a.b', values: [undefined, 1] },
    ],
  ],
])('finds %s', (_, before, after, changes) => {
  expect(settingChanges(before, after)).toEqual(changes)
})
