import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from './fold.js'

test.each([
  ['４１１１', '4111'],
  ['a\u200bb\u00adc\u2060d\ufe0f', 'abcd'],
  ['1\u20132\u22123\u2011 4\u00a05\u2009', '1-2-3- 4 5 '],
  ['٤٢ ४२ 𝟒𝟐', '42 42 42'],
  ['4\u03321\u0332', '41'],
  ['ﬁne ﷺ', 'fine صلى الله عليه وسلم'],
  ['cafe\u0301 @', 'café @'],
  ['ｊｏｅ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'joe@example.com'],
])('%s reads as %s', (original, folded) => {
  expect(fold(original).text).toBe(folded)
})

test('a place in folded text leads back to the whole cluster that it came from', () => {
  const original = 'x ﬁ４\u0332\u200b2 y'
  const { text, original: back } = fold(original)
  expect(text).toBe('x fi42 y')
  const { start, end } = back(text.indexOf('42'), text.indexOf('42') + 2)
  expect(original.slice(start, end)).toBe('４\u0332\u200b2')
  const ligature = back(text.indexOf('i'), text.indexOf('i') + 1)
  expect(original.slice(ligature.start, ligature.end)).toBe('ﬁ')
})

const anyText = fc.string({ unit: 'binary', maxLength: 700 })

test('spans that follow each other in folded text don’t overlap in the original', () => {
  fc.assert(
    fc.property(anyText, (original) => {
      const { text, original: back } = fold(original)
      let free = 0
      for (let index = 0; index < text.length; index += 1) {
        const { start, end } = back(index, index + 1)
        expect(end).toBeGreaterThan(start)
        expect(start >= free || end === free).toBe(true)
        free = Math.max(free, end)
      }
      expect(free).toBeLessThanOrEqual(original.length)
    }),
  )
})

test('ASCII stays as it is, and folding twice is folding once', () => {
  fc.assert(
    fc.property(anyText, fc.string({ unit: 'binary-ascii' }), (any, ascii) => {
      expect(fold(ascii).text).toBe(ascii)
      const once = fold(any).text
      expect(fold(once).text.length).toBeLessThanOrEqual(once.length)
    }),
  )
})
