import { expect, test } from 'vitest'
import { criticFigures, figuresByClass, type Labelled } from './critic-figures.js'

const rows = (good: boolean, ...said: (boolean | null)[]): Labelled[] =>
  said.map((judgedGood) => ({ class: 'a', good, judgedGood }))

test.each([
  ['a perfect critic', [...rows(true, true, true), ...rows(false, false)], { balancedAccuracy: 1 }],
  [
    'one that likes everything',
    [...rows(true, true), ...rows(false, true, true, true)],
    { balancedAccuracy: 0.5 },
  ],
  [
    'a critic that misses a quarter of the bad',
    [...rows(true, true), ...rows(false, false, false, false, true)],
    { sensitivity: 1, specificity: 0.75, balancedAccuracy: 0.875 },
  ],
  [
    'the unparsed count as wrong',
    [...rows(true, true, null), ...rows(false, false)],
    { unparsed: 1, sensitivity: 0.5 },
  ],
  ['one label alone gives no balance', rows(true, true), { balancedAccuracy: null, specificity: null }],
])('%s', (_, labelled, expected) => {
  expect(criticFigures(labelled)).toMatchObject(expected)
})

test('classes are counted apart', () => {
  const other = rows(true, false).map((row) => ({ ...row, class: 'b' }))
  expect(figuresByClass([...rows(true, true), ...other])).toMatchObject({
    a: { sensitivity: 1 },
    b: { sensitivity: 0 },
  })
})
