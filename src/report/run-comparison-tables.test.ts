import { expect, test } from 'vitest'
import { environmentTable } from './run-comparison-tables.js'

const change = (key: string) => ({ key, values: ['1', '2'] as [unknown, unknown] })

test.each([
  [['versions.torch', 'versions.numpy', 'versions.tqdm'], 1, '2 other packages differ'],
  [['node', 'versions.torch'], 2, undefined],
  [['versions.numpy'], 0, '1 package differs'],
])('of %j those that compute are named, and the others counted', (keys, rows, note) => {
  const table = environmentTable(['a-1', 'a-2'], keys.map(change), 20)
  expect(table.rows).toHaveLength(rows)
  expect(table.notes).toEqual(note === undefined ? [] : [`${note}; --json names them.`])
})
