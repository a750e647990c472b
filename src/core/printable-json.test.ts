import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printableJson } from './printable-json.js'

test('it says the same as JSON, and shows nothing that acts', () => {
  const character = fc.constantFrom(
    ...[
      'a',
      '"',
      '\\',
      '\n',
      '\u001b',
      '\u007f',
      '\u009b',
      '\u2028',
      '\u202e',
      '\u2066',
      '\ufeff',
      '\ud800',
      '\u{1f600}',
      '\u{e0041}',
    ],
  )
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.string({ unit: character }),
      fc.constantFrom(undefined, 2),
      (any, text, indent) => {
        const printed = printableJson({ any, [text]: text }, indent)
        expect(JSON.stringify(JSON.parse(printed))).toBe(JSON.stringify({ any, [text]: text }))
        expect(printed).not.toMatch(
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}\p{Cs}]/u,
        )
      },
    ),
  )
})
