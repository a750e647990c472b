import fc from 'fast-check'
import { expect, test } from 'vitest'
import { undisguised } from './undisguise.js'

test.each([
  ['I h4te w0m3n!', 'I hate women!'],
  ['they are v3rm1n, all of th3m', 'they are vermin, all of them'],
  ['k i l l them', 'kill them'],
  ['k.i.l.l them, k-i-l-l', 'kill them, kill'],
  ['$hoot th!s', 'shoot this'],
  ['What fun! Take 20 mg of vitamin B1 at 7.', 'What fun! Take 20 mg of vitamin B1 at 7.'],
  ['a b', 'a b'],
  ['This costs 100%, 3 of 4 agree.', 'This costs 100%, 3 of 4 agree.'],
])('%j reads %j', (text, plain) => {
  expect(undisguised(text)).toBe(plain)
})

test('a text of plain words stays as it is', () => {
  const word = fc.stringMatching(/^[a-z]{2,8}$/)
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(undisguised(words.join(' '))).toBe(words.join(' '))
    }),
  )
})

test('a long run of signs costs no more than its length', () => {
  const run = '@'.repeat(300_000)
  expect(undisguised(run)).toBe(run)
  expect(undisguised(`${run}a`)).toBe('a'.repeat(300_001))
})
