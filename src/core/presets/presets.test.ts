import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { criticTemplates } from '../critic/template.js'
import { linearsOf, parametersOf } from '../model-size/layout.js'
import { shapeOf } from '../model-size/shape.js'
import { dtypeFor, knownPreset, presetFor, presetMeant, presets, templateFor } from './presets.js'

const counts: Record<string, { config: unknown; parameters: number }> = JSON.parse(
  readFileSync(new URL('../model-size/fixtures/counts.json', import.meta.url), 'utf8'),
)
const fromHub = presets.filter(({ id }) => id !== 'tiny')
const ids = [...presets.map(({ id }) => id), 'someone/something']

test.each([
  ['tiny', true, 'float32'],
  ['tiny', false, 'float32'],
  ['microsoft/phi-2', true, 'bfloat16'],
  ['microsoft/phi-2', false, 'float32'],
  ['google/gemma-2b-it', false, 'float32'],
  ['someone/something', true, 'bfloat16'],
  ['someone/something', false, 'float32'],
])('%s on a device with bfloat16 %s runs in %s', (id, bf16, dtype) => {
  expect(dtypeFor(presetFor(id), { bf16 })).toBe(dtype)
})

test('a model that no preset knows is a family of its own, with its own chat template and all its linear layers', () => {
  expect(presetFor('someone/something')).toMatchObject({
    id: 'someone/something',
    family: 'someone/something',
    template: { id: 'chat' },
    lora_target_modules: 'all-linear',
    licence: null,
  })
  expect(knownPreset('someone/something')).toBeUndefined()
})

test('a repository is known by each of its names', () => {
  expect(presetFor('openai-community/gpt2')).toBe(presetFor('gpt2'))
  expect(presetFor('EleutherAI/gpt-neo-125m').id).toBe('EleutherAI/gpt-neo-125M')
})

test.each(ids)('the templates of %s are found by their ids', (id) => {
  const { template, criticTemplate } = presetFor(id)
  expect(templateFor(template.id)).toBe(template)
  expect(criticTemplates.map((known) => known.id)).toContain(criticTemplate)
})

test.each(fromHub)('the sizes of $id are those that torch counted', ({ id, shape }) => {
  expect(shape).toEqual(shapeOf(counts[id]?.config))
  expect(parametersOf(shape!)).toBe(counts[id]?.parameters)
})

test('every counted model is a preset', () => {
  expect(Object.keys(counts).toSorted()).toEqual(fromHub.map(({ id }) => id).toSorted())
})

test.each(presets)(
  'the target modules of $id exist in its architecture',
  ({ shape, lora_target_modules }) => {
    const names = linearsOf(shape!).map(({ name }) => name)
    const targets = lora_target_modules === 'all-linear' ? names : lora_target_modules
    expect(names).toEqual(expect.arrayContaining([...targets]))
  },
)

test('tiny has 1,066,112 parameters', () => {
  expect(parametersOf(presetFor('tiny').shape!)).toBe(1_066_112)
})

test.each(presets.filter(({ dtypes }) => !dtypes.includes('float16')))(
  '$id says why it is not run in float16',
  ({ id, dtypeReason }) => {
    if (id !== 'tiny') expect(dtypeReason).toBeTruthy()
  },
)

test.each([
  ['phi-2', 'microsoft/phi-2'],
  ['Phi2', 'microsoft/phi-2'],
  ['qwen3-0.6b', 'Qwen/Qwen3-0.6B'],
  ['microsft/phi-2', 'microsoft/phi-2'],
  ['tinny', 'tiny'],
  ['gpt2', undefined],
  ['someone/phi-2-dpo-long', undefined],
])('%s means %s', (name, meant) => {
  expect(presetMeant(name)).toBe(meant)
})
