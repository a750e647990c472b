import { expect, test } from 'vitest'
import type { Section } from './draft.js'
import { overlayFromSet } from './overlay.js'
import { type ConfigSources, resolveConfig } from './resolve.js'

const prompts = { data: { prompts: 'prompts.jsonl' } }

function resolve(input: Section, more: Partial<ConfigSources> = {}) {
  return resolveConfig({ input: { ...prompts, ...input }, locate: (key) => `file ${key.join('/')}`, ...more })
}

test('a config that names only its prompts gets tiny, rules as judge, and SFT then DPO', () => {
  const { config } = resolve({})
  expect(config.models.generator).toMatchObject({ id: 'tiny', template: 'tiny/v1', dtype: 'auto' })
  expect(config.models.judge).toBe('rules')
  expect(config.data.prompts).toEqual(['prompts.jsonl'])
  expect(config.train.sft).toMatchObject({ method: 'sft', from: 'base' })
  expect(config.train.dpo).toMatchObject({ method: 'dpo', from: 'sft', loss_type: ['sigmoid', 'sft'] })
  expect(config.eval).toMatchObject({ models: ['base', 'sft', 'dpo'], judges: ['critic', 'rules'] })
})

test('microsoft/phi-2 gets the published recipe', () => {
  const { config } = resolve({ models: { generator: 'microsoft/phi-2' } })
  expect(config.models.generator).toMatchObject({ template: 'instruct-output/v1' })
  expect(config.train.sft).toMatchObject({
    learning_rate: 2e-4,
    num_train_epochs: 3,
    per_device_train_batch_size: 4,
    gradient_accumulation_steps: 4,
    lr_scheduler_type: 'cosine',
    warmup_ratio: 0.03,
    max_length: 512,
    lora_r: 8,
    lora_alpha: 16,
    lora_dropout: 0.05,
    lora_target_modules: ['q_proj', 'k_proj', 'v_proj', 'dense'],
  })
  expect(config.train.dpo).toMatchObject({ learning_rate: 5e-6, beta: 0.1, loss_type: ['sigmoid'] })
})

test('an unknown model is handled in general terms', () => {
  const { config, sources } = resolve({ models: { generator: 'someone/something' } })
  expect(config.models.generator).toMatchObject({ id: 'someone/something', template: 'chat', batch_size: 8 })
  expect(config.train.sft).toMatchObject({ lora_target_modules: 'all-linear', learning_rate: 2e-4 })
  expect(sources['models.generator.template']).toBe('general preset')
})

test('generation, critique and split start from the published defaults', () => {
  const { config } = resolve({})
  expect(config.generate).toEqual({ n: 2, temperature: 0.8, top_p: 0.9, max_new_tokens: 100 })
  expect(config.critique).toMatchObject({ style: 'logits', max_new_tokens: 120, max_unparsed: 0.05 })
  expect(config.select.sft).toMatchObject({ policy: 'best' })
  expect(config.select.dpo).toMatchObject({ policy: 'margin', margin: 2, top_k: 1, bottom_k: 1 })
  expect(config.data.split).toEqual({ validation: 0.2, evaluation: 0.2 })
  expect(config.dataset.min_score).toBe(4)
})

const layers = {
  'preset tiny': [{}, {}, []],
  'file train/sft/learning_rate': [{ train: { sft: { method: 'sft', learning_rate: 0.5 } } }, {}, []],
  LATTICE_TRAIN_SFT_LEARNING_RATE: [
    { train: { sft: { method: 'sft', learning_rate: 0.5 } } },
    { LATTICE_TRAIN_SFT_LEARNING_RATE: '0.25' },
    [],
  ],
  '--set train.sft.learning_rate': [
    { train: { sft: { method: 'sft', learning_rate: 0.5 } } },
    { LATTICE_TRAIN_SFT_LEARNING_RATE: '0.25' },
    [overlayFromSet('train.sft.learning_rate=0.125')],
  ],
  '--learning-rate': [
    { train: { sft: { method: 'sft', learning_rate: 0.5 } } },
    { LATTICE_TRAIN_SFT_LEARNING_RATE: '0.25' },
    [
      overlayFromSet('train.sft.learning_rate=0.125'),
      { key: 'train.sft.learning_rate', value: 0.0625, source: '--learning-rate' },
    ],
  ],
} as const

const winners = [
  ['preset tiny', 1e-3],
  ['file train/sft/learning_rate', 0.5],
  ['LATTICE_TRAIN_SFT_LEARNING_RATE', 0.25],
  ['--set train.sft.learning_rate', 0.125],
  ['--learning-rate', 0.0625],
] as const

test.each(winners)('%s wins over everything weaker and is named as the source', (source, value) => {
  const [input, environment, overlays] = layers[source]
  const { config, sources } = resolve(input, { environment, overlays })
  expect(config.train.sft?.learning_rate).toBe(value)
  expect(sources['train.sft.learning_rate']).toBe(source)
  expect(sources['train.sft.weight_decay']).toBe('default')
})

test('one setting of a model can be laid over its short form', () => {
  const overlays = [overlayFromSet('models.critic.batch_size=3')]
  const { config, sources } = resolve({ models: { critic: 'microsoft/phi-2' } }, { overlays })
  expect(config.models.critic).toMatchObject({ id: 'microsoft/phi-2', batch_size: 3 })
  expect(sources['models.critic.id']).toBe('file models/critic')
})

test('another model named by a flag brings none of the settings of the one in the file', () => {
  const overlays = [{ key: 'models.generator', value: 'microsoft/phi-2', source: '--model' }]
  const { config } = resolve(
    { models: { generator: { id: 'x/y', revision: 'abc', batch_size: 1 } } },
    { overlays },
  )
  expect(config.models.generator).toMatchObject({ id: 'microsoft/phi-2', batch_size: 8 })
  expect(config.models.generator.revision).toBeUndefined()
})

test('a key or section without a value counts as left out', () => {
  const { config } = resolve({ generate: null, critique: { style: null }, train: null })
  expect(config.generate.n).toBe(2)
  expect(config.critique.style).toBe('logits')
  expect(Object.keys(config.train)).toEqual(['sft', 'dpo'])
})

test('null laid over a key brings its default back', () => {
  expect(
    resolve({ generate: { limit: 5 } }, { overlays: [overlayFromSet('generate.limit=null')] }).config
      .generate,
  ).not.toHaveProperty('limit')
})

test("a config that names its own losses doesn't get the preset's weights", () => {
  const { config } = resolve({ train: { dpo: { method: 'dpo', loss_type: ['ipo'] } } })
  expect(config.train.dpo).toMatchObject({ loss_type: ['ipo'] })
  expect(config.train.dpo).not.toHaveProperty('loss_weights')
})

test('a DPO alone starts from the base', () => {
  const { config } = resolve({ train: { only: { method: 'dpo' } } })
  expect(config.train.only?.from).toBe('base')
  expect(config.eval.models).toEqual(['base', 'only'])
})

test('roles that the rules play are evaluated once', () => {
  const { config } = resolve({ models: { critic: 'rules' }, eval: { judges: ['critic', 'judge', 'rules'] } })
  expect(config.eval.judges).toEqual(['rules'])
})

test('a model that is critic and judge is asked once, as the judge', () => {
  expect(resolve({ models: { critic: 'tiny', judge: 'tiny' } }).config.eval.judges).toEqual(['judge'])
  const other = { critic: 'a/b', judge: { id: 'a/b', revision: 'v2' } }
  expect(resolve({ models: other }).config.eval.judges).toEqual(['critic', 'judge'])
})

test('a path starts from the file that holds it, a default too, and that of a flag from where lattice runs', () => {
  const { config } = resolve(
    { constitution: 'c.yaml', data: { prompts: ['a.jsonl', 'b.jsonl'], evaluation: 'e.jsonl' } },
    {
      overlays: [overlayFromSet('data.evaluation=here.jsonl')],
      resolvePath: (path, from) => `/${from}/${path}`,
    },
  )
  expect(config.constitution).toBe('/file/c.yaml')
  expect(config.data.prompts).toEqual(['/file/a.jsonl', '/file/b.jsonl'])
  expect(config.data.evaluation).toEqual(['/here/here.jsonl'])
  expect(config.outputs).toBe('/file/outputs')
  expect(config.models.generator.id).toBe('tiny')
})

test('a model folder is a path and a Hub name is none', () => {
  const resolvePath = (path: string) => `/at/${path}`
  const idOf = (generator: string) =>
    resolve({ models: { generator } }, { resolvePath }).config.models.generator.id
  expect(idOf('./models/mine')).toBe('/at/./models/mine')
  expect(idOf('microsoft/phi-2')).toBe('microsoft/phi-2')
})

test('a secret is refused with all its places and without its text, before anything else is looked at', () => {
  const secretIn = (text: string) => (text.includes('s3cret') ? 'a token' : null)
  const input = { models: { generator: 's3cret/model' }, data: { prompts: ['a', './s3cret'] }, s3cret: 1 }
  const overlays = [overlayFromSet('models.judge=s3cret'), overlayFromSet('generate.n=many')]
  const refused = () => resolve(input, { secretIn, overlays })
  expect(refused).toThrow(/The config holds a secret:/)
  for (const place of [
    'file models/generator ',
    '--set models.judge ',
    'file data/prompts/1 ',
    'has a key that is',
  ])
    expect(refused).toThrow(place)
  expect(refused).not.toThrow(/s3cret|many/)
})
