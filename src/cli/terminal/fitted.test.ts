import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitted } from './fitted.js'
import { widthOf } from './width.js'

const terminal = { isTTY: true, columns: 40 }

test('a long line breaks at a blank', () => {
  expect(fitted(`${'word '.repeat(9)}end`, terminal)).toBe(`${'word '.repeat(7)}word\n${'word end'}`)
})

test('what does not fit hangs under the last column that leaves it room', () => {
  const row = 'run  critique:main  because the constitution has changed'
  expect(fitted(row, { isTTY: true, columns: 50 })).toBe(
    'run  critique:main  because the constitution has\n                    changed',
  )
  expect(fitted(row, terminal)).toBe('run  critique:main  because the\n     constitution has changed')
})

test('the lines of an indented paragraph keep its indent', () => {
  expect(fitted(`  ${'word '.repeat(9)}end`, terminal).split('\n')).toEqual([
    `  ${'word '.repeat(6)}word`,
    '  word word end',
  ])
})

test('colours take no room and stay', () => {
  const red = (text: string) => `\u001b[31m${text}\u001b[39m`
  expect(fitted(`  ${red('a'.repeat(30))} ${'b'.repeat(8)}`, terminal)).toContain(
    `${red('a'.repeat(30))}\n  b`,
  )
  expect(fitted(red('a'.repeat(40)), terminal)).toBe(red('a'.repeat(40)))
})

test('a pipe gets the text as it is', () => {
  const text = 'word '.repeat(90)
  expect(fitted(text, { columns: 40 })).toBe(text)
})

test('no words are lost, and no line of short words is too wide', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'some', 'words', ' ', '  ', '日本', '\n'), { maxLength: 60 }),
      (parts) => {
        const text = parts.join(' ')
        const shown = fitted(text, terminal)
        expect(shown.trim().split(/\s+/)).toEqual(text.trim().split(/\s+/))
        expect(Math.max(...shown.split('\n').map((line) => widthOf(line.trimEnd())))).toBeLessThanOrEqual(40)
      },
    ),
  )
})
