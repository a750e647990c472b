import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  answeringMemory,
  cacheBytes,
  layerActivations,
  trainingMemory,
  type WeightFormat,
  weightBytes,
} from './memory.js'
import { type ModelShape, shapeOf } from './shape.js'

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'))
const shapeFor = (name: string) => shapeOf(fixture('counts')[name].config) as ModelShape
const phi = shapeFor('microsoft/phi-2')
const attention = { rank: 8, targets: ['q_proj', 'k_proj', 'v_proj', 'dense'] }

test.each<[WeightFormat, number]>([
  ['float32', 11.12],
  ['bfloat16', 5.56],
  ['float16', 5.56],
  ['nf4', 1.82],
])('the weights of phi-2 in %s are %d GB', (format, gigabytes) => {
  expect(weightBytes(phi, format) / 1e9).toBeCloseTo(gigabytes, 2)
})

test('keys and values: 2 × layers × heads × head size × tokens × bytes', () => {
  expect(cacheBytes(phi, 'bfloat16', { rows: 1, length: 2048 })).toBe(2 * 32 * 2560 * 2048 * 2)
  // One of 8 heads keeps keys and values.
  const gemma = shapeFor('google/gemma-2b-it')
  expect(cacheBytes(gemma, 'float32', { rows: 3, length: 100 })).toBe(2 * 18 * 256 * 300 * 4)
})

test('a layer with a sliding window keeps no more than the window', () => {
  const gemma = shapeFor('google/gemma-3-270m-it')
  const perToken = 2 * 256 * 2
  expect(cacheBytes(gemma, 'bfloat16', { rows: 1, length: 512 })).toBe(perToken * 18 * 512)
  expect(cacheBytes(gemma, 'bfloat16', { rows: 1, length: 1000 })).toBe(perToken * (3 * 1000 + 15 * 512))
})

test('an adapter takes 16 bytes a parameter, whatever the base is loaded in', () => {
  const load = { method: 'sft' as const, checkpointing: false, rows: 4, length: 512, ...attention }
  const adapters = (['bfloat16', 'nf4'] as const).map((format) => trainingMemory(phi, format, load).adapter)
  expect(adapters).toEqual([5_242_880 * 16, 5_242_880 * 16])
})

test('DPO reads two answers for each row, and QLoRA saves the weights alone', () => {
  const load = { checkpointing: false, rows: 4, length: 512, ...attention }
  const sft = trainingMemory(phi, 'bfloat16', { ...load, method: 'sft' })
  const dpo = trainingMemory(phi, 'bfloat16', { ...load, method: 'dpo' })
  const packed = trainingMemory(phi, 'nf4', { ...load, method: 'sft' })
  expect(dpo.activations).toBe(2 * sft.activations)
  expect(dpo.logits).toBeGreaterThan(sft.logits)
  expect(sft.total - packed.total).toBe(sft.weights - packed.weights)
})

test('gradient checkpointing keeps the input of each layer and one whole layer', () => {
  const load = { method: 'sft' as const, rows: 4, length: 512, ...attention }
  const { activations } = trainingMemory(phi, 'bfloat16', { ...load, checkpointing: true })
  const all = trainingMemory(phi, 'bfloat16', { ...load, checkpointing: false }).activations
  expect(activations).toBe(32 * 4 * 512 * 2560 * 2 + all / 32)
})

test('the parts add up', () => {
  const { total, ...parts } = answeringMemory(phi, 'bfloat16', { rows: 8, length: 612 })
  expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(total)
})

interface Measured {
  config: Record<string, unknown>
  rows: number
  length: number
  rank: number
  targets: 'all-linear' | string[]
  dtype: WeightFormat
  bytes: number
}
const measured: Measured[] = fixture('activations')

test.each(measured.map((row) => [`${row.config.model_type} ${row.dtype} ${row.targets}`, row] as const))(
  'the estimate is within 15%% of what autograd keeps: %s',
  (_, { config, dtype, bytes, ...load }) => {
    const shape = shapeOf({ num_hidden_layers: 1, ...config }) as ModelShape
    expect(layerActivations(shape, dtype, load) / bytes).toBeGreaterThan(0.85)
    expect(layerActivations(shape, dtype, load) / bytes).toBeLessThan(1.15)
  },
)
