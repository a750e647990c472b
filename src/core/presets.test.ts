import { expect, test } from 'vitest'
import { dtypeFor, presetFor, templateFor } from './presets.js'

test.each([
  ['tiny', true, 'float32'],
  ['tiny', false, 'float32'],
  ['microsoft/phi-2', true, 'bfloat16'],
  ['microsoft/phi-2', false, 'float32'],
  ['someone/something', true, 'bfloat16'],
  ['someone/something', false, 'float32'],
])('%s on a device with bfloat16 %s runs in %s', (id, bf16, dtype) => {
  expect(dtypeFor(presetFor(id), { bf16 })).toBe(dtype)
})

test('a model that no preset knows is a family of its own', () => {
  expect(presetFor('someone/something')).toMatchObject({
    id: 'someone/something',
    family: 'someone/something',
  })
})

test.each(['tiny', 'microsoft/phi-2', 'someone/something'])('the template of %s is found by its id', (id) => {
  const { template } = presetFor(id)
  expect(templateFor(template.id)).toBe(template)
})
