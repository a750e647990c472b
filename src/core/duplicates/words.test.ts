import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWordReader, wordsBetween } from './words.js'

const read = createWordReader()
const wordsOf = (text: string) => {
  const words = read(text)
  return Array.from({ length: words.count }, (_, index) => wordsBetween(words, index, 1))
}
const hashesOf = (text: string) => {
  const { count, low, high } = read(text)
  return [...low.subarray(0, count), ...high.subarray(0, count)]
}

test.each([
  ['Hello,  WORLD!', ['hello', 'world']],
  ["Don't – “stop”", ['don', 't', 'stop']],
  ['ｆｕｌｌ　ｗｉｄｔｈ ﬁne', ['full', 'width', 'fine']],
  ['so\u00adft zero\u200bwidth', ['soft', 'zerowidth']],
  ['我喜欢 猫', ['我', '喜', '欢', '猫']],
  ['カタカナ', ['カ', 'タ', 'カ', 'ナ']],
  ['สวัสดี', ['ส', 'ว', 'ั', 'ส', 'ด', 'ี']],
  ['안녕하세요 세계', ['안녕하세요', '세계']],
  ['a+b = 3€', ['a', '+', 'b', '=', '3', '€']],
  ['👍🏽 ok', ['👍', 'ok']],
  ['- one\n- two *three*', ['one', 'two', 'three']],
  ['naïve', ['naïve']],
  [' \n', []],
])('%j has the words %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words)
})

test.each([
  ['7 * 8', '7 - 8'],
  ['7*8', '7/8'],
  ['7 + 8', '7 = 8'],
  ['...', '???'],
  ['👍', '👎'],
])('%j and %j differ', (one, other) => {
  expect(hashesOf(one)).not.toEqual(hashesOf(other))
})

test.each([
  ['7 - 8', '7 -  8'],
  ['- 8 eggs', '8 eggs'],
  ['What is it?', 'what is IT'],
  ['e\u0301t\u00e9', '\u00e9te\u0301'],
])('%j and %j are the same words', (one, other) => {
  expect(hashesOf(one)).toEqual(hashesOf(other))
})

test('words of a long text are the words of its pieces, however long it is', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 8 }), (pieces) => {
      const texts = pieces.filter((piece) => /\p{L}/u.test(piece))
      expect(read(texts.join('\n')).count).toBe(texts.reduce((sum, text) => sum + read(text).count, 0))
    }),
  )
  expect(read('word '.repeat(5000)).count).toBe(5000)
})
