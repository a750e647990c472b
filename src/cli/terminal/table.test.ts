import { expect, test } from 'vitest'
import { cleanText } from './clean-text.js'
import { rowsWithin, table } from './table.js'
import { widthOf } from './width.js'

test('columns line up, numbers at their ends', () => {
  const columns = [{ title: 'model' }, { title: 'safe rate', align: 'right' as const }, { title: 'note' }]
  expect(
    table(columns, [
      ['base', '0.44', ''],
      ['sft', '0.9', 'better'],
    ]),
  ).toBe(['model  safe rate  note\n', 'base        0.44\n', 'sft          0.9  better\n'].join(''))
})

test('wide characters count for what they take', () => {
  const lines = table(
    [{ title: '' }, { title: '' }],
    [
      ['日本語', 'x'],
      ['abcdef', 'x'],
      ['👍🏽', 'x'],
      ['é', 'x'],
    ],
  ).split('\n')
  expect(lines.slice(0, 4).map((line) => widthOf(line.slice(0, line.indexOf('x'))))).toEqual([8, 8, 8, 8])
})

test('text from a model stays in its cell', () => {
  const text = table([{ title: 'answer', width: 12 }], [['one\n\ttwo\u001b[2J three four']])
  expect(text).toBe('answer\none two thr…\n')
})

test.each([
  ['colour', '\u001b[31mred\u001b[0m', 'red'],
  ['a title', '\u001b]0;evil\u0007text', 'text'],
  ['a link', '\u001b]8;;http://x\u001b\\label\u001b]8;;\u001b\\', 'label'],
  ['C1 control sequences', '\u009b31mred', 'red'],
  ['a cursor return', 'safe\rUNSAFE', 'safeUNSAFE'],
  ['backspaces and bells', 'a\b\u0007b\u007f', 'ab'],
  ['a lone escape', 'a\u001b', 'a'],
])('%s is taken out of foreign text', (_, text, clean) => {
  expect(cleanText(text)).toBe(clean)
})

test('tabs, line ends and every other script stay', () => {
  const text = 'a\tb\nκόσμε Ω 日本 👩‍👩‍👧 é'
  expect(cleanText(text)).toBe(text)
})

test('a last cell of any length stays in its column', () => {
  const rows = [
    ['train:sft', 'made', 'steps 30 · best step 30 · trained tokens 4245'],
    ['compare:all', 'made', ''],
  ]
  expect(rowsWithin(rows, 45)).toBe(
    [
      'train:sft    made  steps 30 · best step 30 ·',
      '                   trained tokens 4245',
      'compare:all  made',
      '',
    ].join('\n'),
  )
})
