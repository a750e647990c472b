import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleWidth, wrap } from './wrap.js'

test.each([
  ['fits', ['fits']],
  ['one two three', ['one two', 'three']],
  ['a word-of-many-letters stays', ['a', 'word-of-many-letters', 'stays']],
  ['first\n\nsecond', ['first', '', 'second']],
  ['if x:\n  go()', ['if x:', '  go()']],
  ['  return one + two', ['  return', '  one +', '  two']],
  ['         deep', ['    deep']],
  ['   ', ['']],
])('%j is broken at blanks, and keeps its indentation', (text, lines) => {
  expect(wrap(text, 9)).toEqual(lines)
})

test('no line is wider than asked, unless it is one word, and no word is lost', () => {
  const text = fc.array(fc.constantFrom('a', 'word', 'longer-word', ' ', '  ', '\n', '漢字'), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(text, fc.integer({ min: 4, max: 30 }), (parts, width) => {
      const lines = wrap(parts.join(' '), width)
      const words = (of: string) => of.split(/\s+/).filter((word) => word !== '')
      expect(words(lines.join('\n'))).toEqual(words(parts.join(' ')))
      for (const line of lines) {
        const isOneWord = words(line).length <= 1
        expect(isOneWord || visibleWidth(line) <= width).toBe(true)
      }
    }),
  )
})
