import { expect, test } from 'vitest'
import { ConfigError } from '../errors.js'
import type { Section } from './draft.js'
import { type ConfigSources, resolveConfig } from './resolve.js'

const prompts = { data: { prompts: 'prompts.jsonl' } }

function resolve(input: Section, more: Partial<ConfigSources> = {}) {
  return resolveConfig({ input: { ...prompts, ...input }, locate: (key) => `file ${key.join('/')}`, ...more })
}

const wrong: [string, Section, string][] = [
  [
    'a mistyped key',
    { generate: { temprature: 1 } },
    'file generate/temprature  generate.temprature  unknown key → did you mean temperature?',
  ],
  ['a mistyped section', { critque: {} }, 'unknown key → did you mean critique?'],
  ['a key in the wrong section', { learning_rate: 1 }, 'learning_rate belongs under train.<name>'],
  [
    'a setting of another section',
    { dataset: { margin: 2 } },
    'margin belongs under select.sft or select.dpo',
  ],
  [
    'a key that was replaced',
    { train: { sft: { method: 'sft', early_stopping: { enabled: false } } } },
    'unknown key → did you mean policy?',
  ],
  [
    "another tool's name",
    { train: { sft: { method: 'sft', lr: 1 } } },
    'unknown key → did you mean learning_rate?',
  ],
  [
    "another tool's name in the wrong place",
    { lora_rank: 1 },
    'is called lora_r and belongs under train.<name>',
  ],
  ['a word that nothing resembles', { dataset: { zzzzzz: 1 } }, 'unknown key; known here: min_score'],
  [
    'a setting of DPO in an SFT',
    { train: { sft: { method: 'sft', beta: 1 } } },
    'beta goes with another method',
  ],
  ['a text for a number', { generate: { n: 'many' } }, '"many" is not right: expected a number'],
  ['a share above 1', { generate: { top_p: 2 } }, '2 is too big: it must be at most 1'],
  ['no candidates', { generate: { n: 0 } }, '0 is too small: it must be more than 0'],
  ['half a candidate', { generate: { n: 1.5 } }, '1.5 is not right: expected a whole number'],
  [
    'an unknown policy',
    { select: { dpo: { policy: 'margn' } } },
    '"margn" is not one of best, margin, diverse → did you mean margin?',
  ],
  ['a list for a section', { generate: [1] }, '[1] is not right: expected a section'],
  ['a number for a model', { models: { critic: 4 } }, 'expected rules or a text or a section'],
  ['an empty list', { data: { prompts: [] } }, 'data.prompts  is empty'],
  ['no prompts', { data: {} }, 'data.prompts  is missing: expected a text or a list'],
  [
    'a training without a method',
    { train: { sft: {} } },
    'train.sft.method  is missing: expected sft or dpo',
  ],
  [
    'an unknown method',
    { train: { a: { method: 'dop' } } },
    '"dop" is not one of sft, dpo → did you mean dpo?',
  ],
  ['a name that makes no folder', { train: { 'A b': { method: 'sft' } } }, 'is no fit name'],
  [
    'a training named base',
    { train: { base: { method: 'sft' } } },
    'base is the name of the untrained model',
  ],
  [
    'a start that no training has',
    { train: { dpo: { method: 'dpo', from: 'sff' }, sft: { method: 'sft' } } },
    'there is no training "sff"; there are base, dpo, sft → did you mean sft?',
  ],
  [
    'trainings in a circle',
    { train: { a: { method: 'sft', from: 'b' }, b: { method: 'sft', from: 'a' } } },
    'goes round in a circle',
  ],
  [
    'a weight too few',
    { train: { dpo: { method: 'dpo', loss_type: ['sigmoid', 'sft'], loss_weights: [1] } } },
    'must have one weight for each of the 2 in loss_type',
  ],
  [
    'examples where a training needs pairs',
    { data: { answers: { files: 'e', as: 'examples' } }, train: { dpo: { method: 'dpo' } } },
    'needs pairs, and data.answers.as is examples: take it out of the config, or bring pairs',
  ],
  [
    'shares that leave nothing',
    { data: { prompts: 'p', split: { validation: 0.5, evaluation: 0.5 } } },
    'leaves no prompt to train on',
  ],
  [
    'a number format that breaks the model',
    { models: { generator: { id: 'microsoft/phi-2', dtype: 'float16' } } },
    'float16 gives wrong results with microsoft/phi-2 (its attention overflows in float16, and then every score is NaN): use bfloat16 or float32',
  ],
  ['an evaluation of nothing known', { eval: { models: ['base', 'tuned'] } }, 'there is no training "tuned"'],
  [
    'a baseline outside the evaluation',
    { eval: { models: ['sft'] } },
    '"base" is not among eval.models: sft',
  ],
  ['a key that would change the object', JSON.parse('{"__proto__": {"x": 1}}') as Section, 'unknown key'],
]

test.each(wrong)('%s is an error that says what to do', (_, input, message) => {
  expect(() => resolve(input)).toThrow(ConfigError)
  expect(() => resolve(input)).toThrow(message)
})

test('all problems are told at once, in the order of their places', () => {
  const input = { lr: 1, generate: { n: 'x' }, train: { dpo: { method: 'dpo', from: 'nobody' } } }
  const places = new Map([
    ['lr', 12],
    ['generate.n', 3],
    ['train.dpo.from', 9],
  ])
  const locate = (key: readonly unknown[]) => `a.yaml:${places.get(key.join('.')) ?? 1}`
  expect(() => resolve(input, { locate })).toThrow(
    /^3 problems in the config:\na\.yaml:3 .*\na\.yaml:9 .*\na\.yaml:12 .*$/,
  )
})

test('a wrong environment variable of a known section is an error, a foreign one is not', () => {
  const environment = { LATTICE_GENERATE_TEMPRATURE: '1', LATTICE_LICENSE_FILE: 'x' }
  expect(() => resolve({}, { environment })).toThrow(
    /^1 problem .*\nLATTICE_GENERATE_TEMPRATURE +no such setting → did you mean LATTICE_GENERATE_TEMPERATURE\?$/,
  )
})

test.each<[Section, string]>([
  [{ generate: { n: 'many' } }, 'schema --field generate.n shows'],
  [{ generate: { n: 'many', temprature: 1 } }, 'schema --field generate shows'],
  [{ train: { sft: { method: 'sft', lr: 1 } } }, 'schema --field train.sft shows'],
  [{ generate: { n: 'many' }, eval: { samples: -1 } }, 'schema shows'],
  [{ critque: {} }, 'schema shows'],
])('the hint for %j leads to that part of the schema', (input, hint) => {
  expect(() => resolve(input)).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }))
})
