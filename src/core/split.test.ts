import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalised, promptText, splitOf } from './split.js'

const ratios = { validation: 0.2, evaluation: 0.2 }

// Values of the first release, computed with Python's hashlib. If one changes, prompts move between training and evaluation in every project.
test.each([
  ['how do i bake bread?', undefined, 'evaluation'],
  ['how do i pick a lock?', undefined, 'train'],
  ['which bank has the best rates?', undefined, 'train'],
  ['how do i kill a python process?', undefined, 'train'],
  ['what is the capital of france?', undefined, 'evaluation'],
  ['anything', 'topic-1', 'evaluation'],
  ['anything', 'topic-2', 'validation'],
  ['anything', 'topic-8', 'validation'],
])('%j in group %j is split the same for ever', (text, group, split) => {
  expect(splitOf({ text, group, ratios })).toBe(split)
})

test('prompts of one group share a split, whatever their texts', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (group, one, other) => {
      expect(splitOf({ text: one, group, ratios })).toBe(splitOf({ text: other, group, ratios }))
    }),
  )
})

test('another validation ratio moves no prompt into or out of evaluation', () => {
  fc.assert(
    fc.property(fc.string(), fc.double({ min: 0, max: 0.8, noNaN: true }), (text, validation) => {
      const before = splitOf({ text, ratios }) === 'evaluation'
      expect(splitOf({ text, ratios: { validation, evaluation: 0.2 } }) === 'evaluation').toBe(before)
    }),
  )
})

test('the shares come out as asked', () => {
  const count = { train: 0, validation: 0, evaluation: 0 }
  for (let index = 0; index < 5000; index += 1) count[splitOf({ text: `prompt ${index}`, ratios })] += 1
  expect(count.validation / 5000).toBeCloseTo(0.2, 1)
  expect(count.evaluation / 5000).toBeCloseTo(0.2, 1)
})

test('nothing goes to a split with no share', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(splitOf({ text, ratios: { validation: 0, evaluation: 0 } })).toBe('train')
    }),
  )
})

test('case, white space and compatible characters make no difference', () => {
  expect(normalised('  How  do\tI\n ﬁx Ｉｔ? ')).toBe('how do i fix it?')
})

test('a text and the same text as a user message agree, a system message makes a difference', () => {
  expect(promptText([{ role: 'user', content: 'Hello  there' }])).toBe('hello there')
  expect(
    promptText([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello' },
    ]),
  ).toBe('system: be brief.\nhello')
})
