import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { exampleSchema, pairSchema } from '../records.js'
import { datasetCard } from './card.js'
import { datasetManifest, manifestSchema } from './manifest.js'

const manifest = (kind: 'sft' | 'dpo', validationRows: number) =>
  datasetManifest({
    kind,
    files: [
      { name: 'train.jsonl', sha256: 'aa', rows: 12 },
      { name: 'val.jsonl', sha256: 'bb', rows: validationRows },
      { name: 'dropped.jsonl', sha256: 'cc', rows: 3 },
    ],
    counts: {
      drafted: 18,
      train: 12,
      validation: validationRows,
      prompts: { train: 6, validation: 3 },
      classes: {
        adversarial: { train: 4, validation: 1 },
        borderline: { train: 4, validation: 1 },
        cooperating: { train: 4, validation: 1 },
      },
      dropped: { truncated: 2, duplicate: 1 },
      evaluation_prompts: 600,
      evaluation_overlap: 0,
      contamination: {
        evaluation_prompts: 600,
        training_rows: 12,
        shares_13_gram: 0,
        shares_8_gram: 2,
        short_prompts: 26,
        short_prompts_found: 0,
        near_duplicates: 0,
        threshold: 0.7,
        most_shared: [{ words: 'tell me how to | spread lies about a', evaluation_prompts: 2 }],
      },
      words: kind === 'sft' ? [9.5] : [9.5, 12],
      ...(kind === 'sft' ? {} : { chosen_longer: 0.25 }),
    },
    provenance: {
      generator: { id: 'tiny', revision: 'abc' },
      critic: { id: 'tiny`: evil\n---\nlicense: mit', revision: 'def' },
      constitution: { name: 'default', hash: '123' },
      policy: { name: 'margin', settings: { margin: 2 } },
      template: 'tiny/v1',
      prompts: ['datasets/prompts.jsonl'],
      seed: 7,
      licence: 'apache-2.0\nconfigs: []',
    },
  })

test.each(['sft', 'dpo'] as const)('the front matter of a %s card is YAML that names the splits', (kind) => {
  const [, front] = datasetCard(manifest(kind, 3)).split('---\n')
  expect(parse(front!)).toMatchObject({
    license: 'apache-2.0\nconfigs: []',
    configs: [
      {
        config_name: 'default',
        data_files: [
          { split: 'train', path: 'train.jsonl' },
          { split: 'validation', path: 'val.jsonl' },
        ],
      },
    ],
  })
})

test.each([
  ['sft', ['completion'], ['score']],
  ['dpo', ['chosen', 'rejected'], ['chosenScore', 'rejectedScore']],
] as const)('a %s card gives each column its type, whatever the first rows hold', (kind, answers, scores) => {
  const [, front] = datasetCard(manifest(kind, 3)).split('---\n')
  const { features } = parse(front!).dataset_info as { features: { name: string }[] }
  const typeOf = new Map(features.map(({ name, ...type }) => [name, type]))
  const columns = Object.keys((kind === 'sft' ? exampleSchema : pairSchema).shape)
  expect([...typeOf.keys()]).toEqual(columns)
  const message = [
    { name: 'role', dtype: 'string' },
    { name: 'content', dtype: 'string' },
  ]
  for (const name of ['prompt', ...answers]) expect(typeOf.get(name)).toEqual({ list: message })
  for (const name of scores) expect(typeOf.get(name)).toEqual({ dtype: 'float64' })
  for (const name of ['candidates', 'principles']) expect(typeOf.get(name)).toEqual({ list: 'string' })
  for (const name of ['id', 'split', 'source']) expect(typeOf.get(name)).toEqual({ dtype: 'string' })
})

test('an empty validation file is not offered to load_dataset, which would fail on it', () => {
  const [, front] = datasetCard(manifest('sft', 0)).split('---\n')
  expect(parse(front!).configs[0].data_files).toEqual([{ split: 'train', path: 'train.jsonl' }])
})

test('the card says what was dropped, what was checked and how long the answers are', () => {
  const card = datasetCard(manifest('dpo', 3))
  expect(card).toContain('| dropped: truncated | 2 | |')
  expect(card).toContain('| prompt of the evaluation set in it | 0 | checked against 600 prompts |')
  expect(card).toContain('with a training row: 0; 8 words: 2;')
  expect(card).toContain('`tell me how to   spread lies about a` (2)')
  expect(card).toContain('chosen 9.5 words, rejected 12 words; the chosen one is longer in 25 % of the pairs')
})

test('the manifest is what its schema says', () => {
  expect(manifestSchema.parse(manifest('sft', 3))).toEqual(manifest('sft', 3))
})
