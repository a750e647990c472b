import { expect, test } from 'vitest'
import { cleanStyledText, cleanText } from './clean-text.js'

test.each([
  ['a colour', '\u001b[31mred\u001b[0m', 'red'],
  ['a title', 'a\u001b]0;title\u0007b', 'ab'],
  ['a return to the line start', 'a\rb', 'ab'],
  ['a link', 'a\u001b]8;;http://example.invalid\u0007b\u001b]8;;\u001b\\c', 'abc'],
  ['what goes to the clipboard', 'a\u001b]52;c;aGk=\u0007b', 'ab'],
  ['a cleared screen', 'a\u001b[2J\u001b[Hb', 'ab'],
  ['C1 codes', 'a\u009b2Jb\u009d0;title\u009cc\u0085d', 'ab0;titlecd'],
  ['DEL and BEL', 'a\u007f\u0007b', 'ab'],
  ['separators, marks, tags and halves', 'a\u2028\u2029\ufeff\ufff9\u{e0041}\ud800b', 'ab'],
  ['joined emoji', '\u{1f469}\u200d\u{1f52c}', '\u{1f469}\u200d\u{1f52c}'],
  ['turned text', 'a\u202egpj.exe\u202c \u2066b\u2069', 'agpj.exe b'],
  ['tabs, line ends and other scripts', 'a\tb\nשלום 你好 é', 'a\tb\nשלום 你好 é'],
])('%s', (_, text, clean) => {
  expect(cleanText(text)).toBe(clean)
})

test('an escape sequence in two pieces does nothing', () => {
  expect(`${cleanText('a\u001b')}${cleanText('[2Jb')}`).toBe('a[2Jb')
})

test('of styled text nothing but colours is left', () => {
  expect(cleanStyledText('\u001b[31ma\u001b[0m\u001b[2Jb\u009b2Jc\r')).toBe('\u001b[31ma\u001b[0mbc')
})
