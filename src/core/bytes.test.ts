import { expect, test } from 'vitest'
import { formatBytes } from './bytes.js'

test.each([
  [1, '1 kB'],
  [364_400_000, '364 MB'],
  [2_903_000_000, '2.9 GB'],
])('%i bytes read as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
