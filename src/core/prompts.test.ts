import { expect, test } from 'vitest'
import { DataError } from './errors.js'
import { mergePrompts, readPrompts } from './prompts.js'
import type { Split } from './records.js'

const ratios = { validation: 0, evaluation: 0 }

const rowsOf = (values: readonly unknown[]) =>
  values.map((value, index) => ({ value, where: `prompts.jsonl:${index + 1}` }))

const read = (values: readonly unknown[], forced?: Split, source = 'prompts.jsonl') =>
  readPrompts({ rows: rowsOf(values), source, ratios, forced })

test.each([
  ['a bare text', 'Hi?'],
  ['text', { text: 'Hi?' }],
  ['prompt', { prompt: 'Hi?' }],
  ['messages', { messages: [{ role: 'user', content: 'Hi?' }] }],
  ['a prompt of messages', { prompt: [{ role: 'user', content: 'Hi?' }] }],
  ['null columns', { prompt: 'Hi?', class: null, group: null, id: null }],
  ['columns of other tools', { prompt: 'Hi?', model: 'x', tags: ['y'] }],
])('%s gives the same record', async (_, row) => {
  const { prompts, unclassed } = await read([row])
  expect(prompts).toEqual([
    {
      id: 'prompt-463cad97d285e1cc46ae',
      messages: [{ role: 'user', content: 'Hi?' }],
      class: 'cooperating',
      expected: 'comply',
      source: 'prompts.jsonl',
      split: 'train',
    },
  ])
  expect(unclassed).toBe(1)
})

test.each([
  ['adversarial', 'refuse'],
  ['borderline', 'comply'],
  ['cooperating', 'comply'],
])('%s prompts are expected to %s unless the row says otherwise', async (kind, expected) => {
  const { prompts } = await read([
    { prompt: 'a', kind },
    { prompt: 'b', class: kind, expected: 'either' },
  ])
  expect(prompts.map((prompt) => prompt.expected)).toEqual([expected, 'either'])
})

test('the id depends on the messages and the class, not on source, group or split', async () => {
  const [plain] = (await read(['Hi?'])).prompts
  const [elsewhere] = (await read([{ text: 'Hi?', group: 'g', source: 's' }], 'evaluation', 'other.txt'))
    .prompts
  const [adversarial] = (await read([{ text: 'Hi?', class: 'adversarial' }])).prompts
  expect(elsewhere).toMatchObject({ id: plain!.id, group: 'g', source: 's', split: 'evaluation' })
  expect(adversarial!.id).not.toBe(plain!.id)
})

test('all bad rows are told at once, with their lines', async () => {
  const rows = [
    { prompt: 'fine' },
    { prompt: 'x', class: 'evil' },
    { prompt: '  ' },
    7,
    { question: 'x' },
    { prompt: 'y', id: 'no spaces' },
    { prompt: 'one', id: 'twice' },
    { prompt: 'two', id: 'twice' },
    { messages: [{ role: 'assistant', content: 'x' }] },
    { messages: [] },
    { prompt: 'z', expected: 'laugh' },
  ]
  const error = await read(rows).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(DataError)
  expect((error as DataError).exitCode).toBe(2)
  expect((error as DataError).message.split('\n')).toEqual([
    'prompts.jsonl:2: `class` is "evil", not one of adversarial, borderline, cooperating',
    'prompts.jsonl:3: has an empty prompt',
    'prompts.jsonl:4: is neither an object nor a text',
    'prompts.jsonl:5: has no `prompt`, `messages` or `text`',
    'prompts.jsonl:6: `id` must be 1 to 128 letters, digits or . _ : - and start with a letter or digit',
    'prompts.jsonl:8: `id` twice is also that of prompts.jsonl:7',
    "prompts.jsonl:9: ends with a message of the assistant; the last one must be the user's",
    'prompts.jsonl:10: `messages` is empty',
    'prompts.jsonl:11: `expected` is "laugh", not one of comply, refuse, either',
  ])
})

test.each([
  [{ prompt: 'a', clas: 'borderline' }, [['clas', 'class']]],
  [
    { prompt: 'a', Class: 'borderline', sourse: 'x' },
    [
      ['Class', 'class'],
      ['sourse', 'source'],
    ],
  ],
  [{ prompt: 'a', ID: 'x' }, [['ID', 'id']]],
  [{ prompt: 'a', klasse: 'x', group: 'g', grupo: 'h' }, [['klasse', 'class']]],
  [{ prompt: 'a', class: 'borderline', clas: 'x', kinds: 'y', test: true }, []],
  [
    { prompt: 'a', uid: 'x', qid: 1, model: 'm', tags: [], role: 'user', type: 't', label: 0, clas: null },
    [],
  ],
])('of the keys of %j these are likely misspelt: %j', async (row, expected) => {
  const { mistyped } = await read([row, row, 'a text'])
  expect(mistyped.map(({ key, meant }) => [key, meant])).toEqual(expected)
  for (const one of mistyped) expect(one).toMatchObject({ rows: 2, where: 'prompts.jsonl:1' })
})

test('a row without a prompt says which of its keys may be one', async () => {
  await expect(read([{ promt: 'a' }])).rejects.toThrow(
    'prompts.jsonl:1: has no `prompt`, `messages` or `text`; did you mean `prompt` by `promt`?',
  )
})

test('at most 20 problems are listed', async () => {
  const error = (await read(Array(25).fill(7)).catch((thrown: unknown) => thrown)) as DataError
  expect(error.message.split('\n')).toHaveLength(21)
  expect(error.message).toContain('… and 5 more')
})

test('a source without prompts is an error that names it', async () => {
  await expect(read([])).rejects.toThrow('prompts.jsonl: holds no prompt')
})

test('a repeated text is dropped and says of which row', async () => {
  const { prompts, dropped } = await read(['Fix it?', 'fix   IT?', 'Other'])
  expect(prompts).toHaveLength(2)
  expect(dropped).toEqual([{ where: 'prompts.jsonl:2', reason: 'same text as prompts.jsonl:1' }])
})

test('a training prompt that stands in an evaluation file is left to evaluation and counted', async () => {
  const training = await read(['Shared?', 'Mine?'], undefined, 'train.jsonl')
  const evaluation = await read([{ prompt: 'shared?', class: 'borderline' }], 'evaluation', 'eval.jsonl')
  const merged = mergePrompts([training, evaluation])
  expect(merged.prompts.map(({ source, split }) => [source, split])).toEqual([
    ['train.jsonl', 'train'],
    ['eval.jsonl', 'evaluation'],
  ])
  expect(merged.alsoInEvaluation).toBe(1)
  expect(merged.dropped).toHaveLength(1)
})

test('one id for two prompts in two files is an error that names both files', async () => {
  const sets = [
    await read([{ id: 'a', text: 'x' }], undefined, 'one.jsonl'),
    await read([{ id: 'a', text: 'y' }]),
  ]
  expect(() => mergePrompts(sets)).toThrow('prompts.jsonl: `id` a is also that of a prompt in one.jsonl')
})
