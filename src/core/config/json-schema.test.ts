import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { configJsonSchema, schemasAt } from './json-schema.js'
import { configKeys } from './keys.js'
import { configReference } from './reference.js'

test('the schema that ships is the one of this source', () => {
  const shipped = readFileSync(new URL('../../../schema/lattice.schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(shipped)).toEqual(configJsonSchema())
})

test.each(configReference().filter(({ key }) => !key.endsWith('<name>')))(
  '$key is explained',
  ({ description }) => {
    expect(description).not.toBe('')
  },
)

test('keys of a training are found under any name', () => {
  expect(configKeys()).toContain('train.<name>.early_stopping.patience')
  expect(schemasAt(configJsonSchema(), ['train', 'mine', 'beta'])).toMatchObject([{ default: 0.1 }])
  expect(schemasAt(configJsonSchema(), ['train', 'mine', 'learning_rate'])).toHaveLength(2)
  expect(schemasAt(configJsonSchema(), ['generate', 'nothing'])).toEqual([])
})

test('the reference says where methods differ, once for a key', () => {
  const rows = configReference(['train'])
  expect(rows.filter(({ key }) => key === 'train.<name>.learning_rate')).toMatchObject([
    { type: 'number', default: 'sft: 0.0002; dpo: 0.000005' },
  ])
  expect(rows.find(({ key }) => key === 'train.<name>.lora_r')).toMatchObject({ default: '8' })
})

test('the reference of one value is that value', () => {
  expect(configReference(['generate', 'n'])).toMatchObject([{ key: 'generate.n', default: '2' }])
  expect(configReference(['no', 'such'])).toEqual([])
})
