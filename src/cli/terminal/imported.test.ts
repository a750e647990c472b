import { expect, test } from 'vitest'
import type { ImportDocument } from '../../core/import/document.js'
import { importText } from './imported.js'

const found: ImportDocument = {
  ...{ schema: 'lattice-import/1', as: 'candidates', files: [], columns: {}, selections: 0, labels: null },
  rows: { read: 3, used: 3, unused: {} },
  ...{ remarks: {}, patterns: {}, answers: 3, prompts: { train: 3 }, classes: {}, models: {} },
}

test('models may be called like what every object has', () => {
  const text = importText({ ...found, models: { constructor: 1, hasOwnProperty: 2 } })
  expect(text).toContain('1 constructor, 2 hasOwnProperty')
})

test('what is odd about used rows, and what each class pattern took, is said', () => {
  const text = importText({ ...found, remarks: { 'of another class': 1 }, patterns: { 'contrast_*': 2 } })
  expect(text).toMatch(/but +1: of another class/)
  expect(text).toContain('contrast_* took 2 rows')
})
