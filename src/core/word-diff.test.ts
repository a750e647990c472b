import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Part, wordDiff } from './word-diff.js'

const marked = (parts: readonly Part[] = []) =>
  parts.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('')

test.each([
  ['You must rest now.', 'You could rest now.', 'You [must] rest now.', 'You [could] rest now.'],
  ['rest now', 'rest a while now', 'rest now', 'rest [a while ]now'],
  ['say this thing', 'say that word', 'say [this thing]', 'say [that word]'],
  ['same', 'same', 'same', 'same'],
  ['I am 👍', 'I am 👎', 'I am [👍]', 'I am [👎]'],
  ['', 'now there', '', '[now there]'],
])('%j and %j differ in %j and %j', (before, after, left, right) => {
  const diff = wordDiff(before, after)
  expect([marked(diff?.before), marked(diff?.after)]).toEqual([left, right])
})

test('texts that share no word get no marks', () => {
  expect(wordDiff('I can not help.', 'Here are some ideas!')).toBeNull()
  const long = (word: string) => Array.from({ length: 2000 }, (_, index) => `${word}${index}`).join(' ')
  expect(wordDiff(long('a'), long('b'))).toBeNull()
})

test('marking loses nothing, and what is not marked is the same on both sides but for white space', () => {
  const words = fc
    .array(fc.constantFrom('a', 'b', 'c', ' ', '\n', ', ', '😀', '.'))
    .map((all) => all.join(''))
  fc.assert(
    fc.property(words, words, (before, after) => {
      const diff = wordDiff(before, after)
      if (diff === null) return
      const whole = (parts: readonly Part[]) => parts.map(({ text }) => text).join('')
      const shared = (parts: readonly Part[]) =>
        whole(parts.filter(({ changed }) => !changed)).replaceAll(/\s/g, '')
      expect([whole(diff.before), whole(diff.after)]).toEqual([before, after])
      expect(shared(diff.before)).toBe(shared(diff.after))
    }),
  )
})
