import { expect, test } from 'vitest'
import { ConfigError } from '../errors.js'
import { overlayFromSet, overlaysFromEnvironment } from './overlay.js'

test.each([
  ['generate.n=8', 8],
  ['train.sft.learning_rate=2e-4', 2e-4],
  ['name=7', '7'],
  ['eval.salt=', ''],
  ['eval.salt=a=b', 'a=b'],
  ['generate.limit=null', null],
  ['train.sft.gradient_checkpointing=true', true],
  ['train.sft.lora_target_modules=q_proj, v_proj', ['q_proj', 'v_proj']],
  ['train.sft.lora_target_modules=all-linear', 'all-linear'],
  ['train.dpo.loss_type=sigmoid,sft', ['sigmoid', 'sft']],
  ['eval.models=[base, sft]', ['base', 'sft']],
  ['train.dpo.loss_type=sigmoid', 'sigmoid'],
  ['train.dpo.loss_weights=1,0.5', [1, 0.5]],
  ['data.prompts=a,b.jsonl', 'a,b.jsonl'],
  ['data.prompts=["a","b"]', ['a', 'b']],
  ['models.generator=microsoft/phi-2', 'microsoft/phi-2'],
  ['generate.n=many', 'many'],
  ['no.such.key=1', 1],
])('--set %s is read as the type of its key', (text, value) => {
  expect(overlayFromSet(text).value).toEqual(value)
})

test.each(['generate.n', '=3', ''])('--set %s is a usage error', (text) => {
  expect(() => overlayFromSet(text)).toThrow(ConfigError)
})

test('variables are named after the keys', () => {
  const environment = {
    LATTICE_SEED: '7',
    LATTICE_GENERATE_MAX_NEW_TOKENS: '20',
    LATTICE_TRAIN_MY_SFT_BETA: '0.5',
    LATTICE_ENV_DIR: '/x',
    LATTICE_NAME: '',
    HOME: '/root',
  }
  const { overlays, problems } = overlaysFromEnvironment(environment, ['my-sft'])
  expect(problems).toEqual([])
  expect(overlays).toEqual([
    { key: 'seed', value: 7, source: 'LATTICE_SEED' },
    { key: 'generate.max_new_tokens', value: 20, source: 'LATTICE_GENERATE_MAX_NEW_TOKENS' },
    { key: 'train.my-sft.beta', value: 0.5, source: 'LATTICE_TRAIN_MY_SFT_BETA' },
  ])
})
