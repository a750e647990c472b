import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonFault } from './json-fault.js'

test.each([
  ['', 1, 1, 'there is nothing'],
  ['{"a":NaN}', 1, 6, 'NaN is no JSON value'],
  ['{"a":-Infinity}', 1, 6, '-Infinity is no JSON value'],
  ['{"a": 007}', 1, 7, '007 is no JSON value'],
  ['{"a": True}', 1, 7, 'True is no JSON value'],
  ["{'a':1}", 1, 2, 'texts stand in double quotes'],
  ['{a:1}', 1, 2, 'a key in double quotes is missing before a'],
  ['[\n {"a":1,}\n]', 2, 9, 'a comma stands before }'],
  ['[1,\r\n2,]', 2, 3, 'a comma stands before ]'],
  ['[1 2]', 1, 4, 'a comma or ] is missing before 2'],
  ['{"a": }', 1, 7, 'a value is missing'],
  ['{"a" 1}', 1, 6, 'a colon is missing'],
  ['{"a":1} {"a":2}', 1, 9, '{ after the end of the value'],
  ['{"a":1}]', 1, 8, '] after the end of the value'],
  ['{"a":"b', 1, 8, 'it ends within a text'],
  ['{"a":[1,2', 1, 10, 'it ends too early'],
  ['"a\u0000b"', 1, 3, 'U+0000 within a text is to be written as an escape'],
  ['"a\tb"', 1, 3, 'a tab within a text is to be written as an escape'],
  ['"C:\\dir"', 1, 4, 'a backslash that escapes nothing'],
  ['"a\\ud8"', 1, 3, 'a backslash that escapes nothing'],
  ['\u00a01', 1, 1, 'U+00A0 is no JSON value'],
])('%j: line %d, column %d: %s', (text, line, column, problem) => {
  expect(jsonFault(text)).toEqual({ line, column, problem })
  expect(parses(text)).toBe(false)
})

test('a text of a hundred thousand brackets is looked through, right or wrong', () => {
  const deep = '['.repeat(100_000)
  expect(jsonFault(deep + ']'.repeat(100_000))).toBeNull()
  expect(jsonFault(deep)?.problem).toBe('it ends too early')
})

test('it finds a fault exactly where the parser refuses', () => {
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '\\',
      '1',
      '-',
      '0',
      '.5',
      'e9',
      'true',
      'nul',
      ' ',
      '\n',
      '\u0000',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      expect(jsonFault(text) === null).toBe(parses(text))
    }),
    { numRuns: 3000 },
  )
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(jsonFault(text)).toBeNull()
    }),
  )
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
