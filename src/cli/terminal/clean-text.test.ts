import { expect, test } from 'vitest'
import { cleanText } from './clean-text.js'

test.each([
  ['a colour', '\u001b[31mred\u001b[0m', 'red'],
  ['a title', 'a\u001b]0;title\u0007b', 'ab'],
  ['a return to the line start', 'a\rb', 'ab'],
  ['turned text', 'a\u202egpj.exe\u202c \u2066b\u2069', 'agpj.exe b'],
  ['tabs, line ends and other scripts', 'a\tb\nשלום 你好 é', 'a\tb\nשלום 你好 é'],
])('%s', (_, text, clean) => {
  expect(cleanText(text)).toBe(clean)
})
