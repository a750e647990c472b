import { expect, test } from 'vitest'
import type { ImportDocument } from '../../core/import/document.js'
import { importText } from './imported.js'

const ratios = { validation: 0.2, evaluation: 0.2 }
const found: ImportDocument = {
  ...{ schema: 'lattice-import/1', as: 'candidates', files: [], columns: {}, selections: 0, labels: null },
  rows: { read: 3, used: 3, unused: {} },
  ...{ remarks: {}, patterns: {}, answers: 3, prompts: { train: 3 }, classes: {}, models: {} },
  may_hold_class: null,
}

test('models may be called like what every object has', () => {
  const text = importText({ ...found, models: { constructor: 1, hasOwnProperty: 2 } }, ratios)
  expect(text).toContain('1 constructor, 2 hasOwnProperty')
})

test('what is odd about used rows, and what each class pattern took, is said', () => {
  const text = importText(
    { ...found, remarks: { 'of another class': 1 }, patterns: { 'contrast_*': 2 } },
    ratios,
  )
  expect(text).toMatch(/but +1: of another class/)
  expect(text).toContain('contrast_* took 2 rows')
})

test('a split without a prompt is told, but not where none was asked for', () => {
  expect(importText(found, ratios)).toContain('No prompt falls into validation')
  expect(importText(found, { ...ratios, validation: 0 })).not.toContain('No prompt falls')
})
