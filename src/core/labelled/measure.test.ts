import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnsFor } from './columns.js'
import { goldReader, refusalKind } from './gold.js'
import { type Mistake, measureAgreement } from './measure.js'

test('usual names of columns are found', () => {
  expect(columnsFor(['case_id', 'functionality', 'text', 'label'], {})).toEqual({
    text: 'text',
    gold: 'label',
    group: 'functionality',
  })
  expect(columnsFor(['model', 'prompt', 'completion', 'final_label', 'type'], {})).toEqual({
    prompt: 'prompt',
    answer: 'completion',
    gold: 'final_label',
    group: 'model',
  })
  expect(columnsFor(['prompt', 'completion', 'label'], { text: 'completion' })).toEqual({
    text: 'completion',
    gold: 'label',
  })
})

test.each([
  [['text', 'label'], { text: 'txt' }, /--text txt: there is no such column/],
  [['text', 'label'], { gold: 'labels' }, /--gold labels/],
  [['text', 'verdict'], {}, /gold label/],
  [['words', 'label'], {}, /text, nor a prompt and an answer/],
  [['reply', 'label'], { answer: 'reply' }, /hold the prompt/],
])('of %j with %j the missing one is named', (there, asked, message) => {
  expect(() => columnsFor(there, asked)).toThrow(message)
  try {
    columnsFor(there, asked)
  } catch (error) {
    expect((error as { hint: string }).hint).toContain(`The columns are: ${there.join(', ')}.`)
  }
})

test.each([
  ['harm', undefined, 'hateful', true],
  ['harm', undefined, 'non-hateful', false],
  ['harm', undefined, true, true],
  ['harm', undefined, '0', false],
  ['harm', undefined, ' ', undefined],
  ['refusal', undefined, '3_partial_refusal', true],
  ['refusal', undefined, '1_full_compliance', false],
  ['refusal', ['2', '3'], '2_full_refusal', true],
  ['refusal', ['2', '3'], '1_full_compliance', false],
  ['refusal', ['2'], '25_other', false],
  ['harm', ['Hateful'], 'hateful', true],
  ['harm', ['1'], '1', true],
] as const)('%s with --positive %j: the label %j says %s', (measure, positive, label, said) => {
  expect(goldReader(measure, positive)(label, 't:1')).toBe(said)
})

test('a label that speaks of the other measure names it', () => {
  const hinting = (hint: unknown) => expect.objectContaining({ hint })
  const refusal = expect.stringContaining('--measure refusal')
  expect(() => goldReader('harm')('1_full_compliance', 't:7')).toThrow(hinting(refusal))
  expect(() => goldReader('refusal')('hateful', 't:7')).toThrow(
    hinting(expect.stringContaining('--measure harm')),
  )
  expect(() => goldReader('harm')('spam', 't:7')).toThrow(hinting(expect.not.stringContaining('--measure')))
})

test('a label of unknown meaning is an error, never a no', () => {
  expect(() => goldReader('harm')('spam', 't:7')).toThrow(/t:7: the label "spam"/)
  expect(() => goldReader('refusal')('1', 't:7')).toThrow(/not known/)
})

test.each([
  ['2_full_refusal', 'full'],
  ['partial', 'partial'],
  ['1_full_compliance', 'none'],
  ['hateful', undefined],
])('%j is of the kind %s', (label, kind) => {
  expect(refusalKind(label)).toBe(kind)
})

async function measured(rows: Record<string, unknown>[]) {
  const mistakes: Mistake[] = []
  async function* table() {
    yield* rows.map((row, index) => ({ row, where: `t:${index + 2}` }))
  }
  const result = await measureAgreement({
    rows: table(),
    asked: {},
    gold: goldReader('harm', ['bad']),
    decide: ({ answer }) => ({ said: answer.includes('x'), why: 'an x' }),
    onMistake: (mistake) => mistakes.push(mistake),
  })
  return { result, mistakes }
}

test('rows are counted over all and by group, and the wrong ones handed on', async () => {
  const { result, mistakes } = await measured([
    { text: 'x', label: 'bad', group: 'b' },
    { text: 'o', label: 'bad', group: 'b' },
    { text: 'x', label: 'good', group: 'a' },
    { text: 'o', label: 'good', group: 'a' },
    { text: '', label: 'bad' },
    { text: 7, label: 'bad' },
    { text: 'o', label: '' },
  ])
  expect(result!.overall.confusion).toEqual({
    truePositive: 1,
    falseNegative: 1,
    falsePositive: 1,
    trueNegative: 1,
  })
  expect(result!.groups.map(({ group, n }) => [group, n])).toEqual([
    ['a', 2],
    ['b', 2],
  ])
  expect(result!.rows).toEqual({
    read: 7,
    used: 4,
    unused: { 'no text': 1, 'not a text': 1, 'no gold label': 1 },
  })
  expect(mistakes.map(({ where, gold, said }) => [where, gold, said])).toEqual([
    ['t:3', 'bad', false],
    ['t:4', 'good', true],
  ])
})

test('no rows are no result', async () => {
  expect((await measured([])).result).toBe(undefined)
})

test('each row is in exactly one cell, and the groups add up to the whole', async () => {
  const row = fc.record({
    text: fc.constantFrom('x', 'o'),
    label: fc.constantFrom('bad', 'good'),
    group: fc.constantFrom('a', 'b', 'c'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1 }), async (rows) => {
      const { result, mistakes } = await measured(rows)
      const { overall, groups } = result!
      const cells = Object.values(overall.confusion)
      expect(cells.reduce((sum, count) => sum + count, 0)).toBe(rows.length)
      expect(groups.reduce((sum, { n }) => sum + n, 0)).toBe(rows.length)
      expect(overall.confusion.falseNegative + overall.confusion.falsePositive).toBe(mistakes.length)
    }),
  )
})
