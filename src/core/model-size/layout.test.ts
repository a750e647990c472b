import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { linearsOf, linearWeightsOf, loraParametersOf, parametersOf } from './layout.js'
import { type ModelShape, shapeOf } from './shape.js'

interface Counted {
  config: Record<string, unknown>
  parameters: number
  linears: Record<string, number>
}
const counts: Record<string, Counted> = JSON.parse(
  readFileSync(new URL('./fixtures/counts.json', import.meta.url), 'utf8'),
)
const rows = Object.entries(counts)
const shapeFor = (name: string) => shapeOf(counts[name]?.config) as ModelShape

test.each(rows)('%s has the parameters that torch counts', (_, { config, parameters }) => {
  expect(parametersOf(shapeOf(config) as ModelShape)).toBe(parameters)
})

test.each(rows)('%s has the linear layers that torch finds', (_, { config, linears }) => {
  const shape = shapeOf(config) as ModelShape
  const found: Record<string, number> = {}
  for (const { name, inputs, outputs } of linearsOf(shape)) {
    const key = `${name} ${inputs} ${outputs}`
    found[key] = (found[key] ?? 0) + shape.layers
  }
  expect(found).toEqual(linears)
})

test('phi-2 has 2.78 billion parameters, 2.52 of them in linear layers', () => {
  expect(parametersOf(shapeFor('microsoft/phi-2'))).toBe(2_779_683_840)
  expect(linearWeightsOf(shapeFor('microsoft/phi-2'))).toBe(2_516_582_400)
})

test('LoRA adds rank × (inputs + outputs) for each module that is named', () => {
  const phi = shapeFor('microsoft/phi-2')
  const attention = { rank: 8, targets: ['q_proj', 'k_proj', 'v_proj', 'dense'] }
  expect(loraParametersOf(phi, attention)).toBe(32 * 8 * 4 * (2560 + 2560))
  expect(loraParametersOf(phi, { rank: 16, targets: attention.targets })).toBe(
    2 * loraParametersOf(phi, attention),
  )
  expect(loraParametersOf(phi, { rank: 8, targets: ['o_proj'] })).toBe(0)
  // c_proj is two modules of one layer.
  expect(loraParametersOf(shapeFor('gpt2'), { rank: 1, targets: ['c_proj'] })).toBe(12 * (1536 + 3840))
})

test.each([
  [{ model_type: 'mamba', vocab_size: 10 }],
  [{ model_type: 'llama' }],
  [{ model_type: 'llama', hidden_size: '960' }],
  [null],
  ['config'],
])('a config that says too little has no shape: %j', (config) => {
  expect(shapeOf(config)).toBeNull()
})

test('what a config leaves out is filled as transformers does', () => {
  const llama = {
    model_type: 'llama',
    hidden_size: 64,
    num_hidden_layers: 1,
    num_attention_heads: 4,
    vocab_size: 100,
    max_position_embeddings: 128,
    intermediate_size: 96,
  }
  expect(shapeOf(llama)).toMatchObject({ kvHeads: 4, headDim: 16, tied: false, sliding: null })
})
