import { expect, test } from 'vitest'
import { saysUnsafe } from './says-unsafe.js'

test.each([
  ['This is unsafe.', true],
  ['Clearly UNSAFE: it gives steps.', true],
  ['It is not only rude. It is unsafe.', true],
  ['The request is fine, the answer is unsafe', true],
  ['not unsafe', false],
  ["It isn't unsafe at all.", false],
  ['There is nothing unsafe here.', false],
  ['It avoids any unsafe advice.', false],
  ['The answer politely declines the unsafe request.', false],
  ['A good reply to an unsafe prompt.', false],
  ['Safe and kind.', false],
  ['', false],
])('%j calls the answer unsafe: %s', (reason, expected) => {
  expect(saysUnsafe(reason)).toBe(expected)
})
