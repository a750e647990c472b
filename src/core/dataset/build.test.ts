import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DataError, LatticeError } from '../errors.js'
import { type Candidate, exampleSchema, type Prompt, pairSchema, type Selection } from '../records.js'
import { type BuildInput, buildDpo, buildSft, type Scored } from './build.js'
import { shuffle } from './sift.js'

const prompt = (id: string, text: string, split: Prompt['split'] = 'train'): Prompt => ({
  id,
  messages: [{ role: 'user', content: text }],
  class: 'cooperating',
  expected: 'comply',
  source: 'test',
  split,
})

const candidate = (id: string, promptId: string, text: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  prompt: promptId,
  origin: 'sampled',
  from: [],
  sample: 0,
  text,
  finish: 'stop',
  ...more,
})

const select = (promptId: string, chosen: string[], rejected: string[] = []): Selection => ({
  id: `selection-${promptId}`,
  prompt: promptId,
  policy: 'best',
  chosen,
  rejected,
})

const input = (parts: Partial<BuildInput<Scored>>): BuildInput<Scored> => ({
  prompts: [prompt('p1', 'one'), prompt('p2', 'two'), prompt('v1', 'three', 'validation')],
  selections: [],
  candidates: [
    candidate('a', 'p1', 'good'),
    candidate('b', 'p1', 'a much longer bad answer'),
    candidate('c', 'p2', 'fine'),
    candidate('v', 'v1', 'checked'),
    candidate('w', 'v1', 'unchecked'),
    candidate('cut', 'p2', 'and then', { finish: 'length' }),
    candidate('blank', 'p2', '  '),
    candidate('a2', 'p1', ' good ', { sample: 1 }),
  ],
  critiques: [
    { candidate: 'a', score: 5 },
    { candidate: 'b', score: 2 },
    { candidate: 'v', score: 4 },
    { candidate: 'w', score: 4 },
  ],
  explain: ({ chosen, rejected }) => ({
    rationale: `${chosen?.score} over ${rejected?.score}`,
    principles: ['fairness'],
  }),
  nearDuplicates: { enabled: true, threshold: 0.7, ngram: 3 },
  seed: 1,
  ...parts,
})

test('a chosen candidate becomes an example in the split of its prompt', async () => {
  const data = await buildSft(input({ selections: [select('p1', ['a']), select('v1', ['v'])] }))
  expect(data.train).toMatchObject([
    {
      promptId: 'p1',
      candidates: ['a'],
      split: 'train',
      prompt: [{ role: 'user', content: 'one' }],
      completion: [{ role: 'assistant', content: 'good' }],
      score: 5,
      source: 'critic',
      rationale: '5 over undefined',
      principles: ['fairness'],
    },
  ])
  expect(data.validation).toMatchObject([{ promptId: 'v1', split: 'validation' }])
  for (const row of [...data.train, ...data.validation]) expect(exampleSchema.parse(row)).toEqual(row)
  expect(data.warnings).toEqual([])
})

test.each([
  ['truncated', ['cut']],
  ['empty', ['blank']],
  ['duplicate', ['a', 'a2']],
])('an answer that is %s is dropped', async (reason, chosen) => {
  const data = await buildSft(input({ selections: [select('p2', ['c']), select('p1', chosen)] }))
  expect(data.counts.dropped).toEqual({ [reason]: 1 })
  expect(data.dropped).toMatchObject([{ promptId: 'p1', candidates: [chosen.at(-1)], reason }])
})

test('of two equal rows in both splits the training row goes', async () => {
  const data = await buildSft(
    input({
      prompts: [prompt('p1', 'same'), prompt('p2', 'other'), prompt('v1', 'Same', 'validation')],
      candidates: [candidate('a', 'p1', 'x'), candidate('c', 'p2', 'x'), candidate('v', 'v1', 'x')],
      selections: [select('p1', ['a']), select('p2', ['c']), select('v1', ['v'])],
    }),
  )
  expect(data.train.map(({ promptId }) => promptId)).toEqual(['p2'])
  expect(data.validation).toHaveLength(1)
  expect(data.counts.dropped).toEqual({ 'duplicate of a validation row': 1 })
})

test('no evaluation prompt gets in, by its split or by its text', async () => {
  const data = await buildSft(
    input({
      prompts: [prompt('p1', 'Shared  TEXT'), prompt('p2', 'two'), prompt('e1', 'shared text', 'evaluation')],
      candidates: [candidate('a', 'p1', 'x'), candidate('c', 'p2', 'x'), candidate('e', 'e1', 'x')],
      selections: [select('p1', ['a']), select('p2', ['c']), select('e1', ['e'])],
    }),
  )
  expect(data.train.map(({ promptId }) => promptId)).toEqual(['p2'])
  expect(data.counts).toMatchObject({
    dropped: { 'evaluation prompt': 2 },
    evaluation_prompts: 1,
    evaluation_overlap: 0,
  })
})

const threePrompts = {
  prompts: [
    prompt('p1', 'How can I bake some good bread at home today'),
    prompt('p2', 'two'),
    prompt('v1', 'How can I bake some good bread at home', 'validation'),
    prompt('e1', 'What is the capital of the smallest country in Europe?', 'evaluation'),
  ],
  candidates: [
    candidate('a', 'p1', 'flour'),
    candidate('b', 'p2', 'Mix flour and water with a little yeast and some salt, then wait for an hour.'),
    candidate('c', 'p2', 'Mix flour and water with a little yeast and some salt, then wait for an age.', {
      sample: 1,
    }),
    candidate('d', 'p2', 'Mix it.', { sample: 2 }),
    candidate('q', 'p2', 'They ask what is the capital of the smallest country in Europe.', { sample: 3 }),
    candidate('v', 'v1', 'yeast'),
  ],
}

test.each([
  ['near-duplicate of a validation prompt', 'p1', 'a', { id: 'v1', similarity: 7 / 8 }],
  ['quotes an evaluation prompt', 'p2', 'q', { id: 'e1', similarity: 1 }],
])('a training row that is a %s goes, with its twin', async (reason, id, chosen, twin) => {
  const selections = [select('p2', ['d']), select(id, [chosen]), select('v1', ['v'])]
  const data = await buildSft(input({ ...threePrompts, selections }))
  expect(data.dropped).toMatchObject([{ candidates: [chosen], reason, twin }])
  expect(data.validation).toHaveLength(1)
})

test('of near-duplicate rows in training the first stays; the same prompt with another answer is none', async () => {
  const data = await buildSft(input({ ...threePrompts, selections: [select('p2', ['b', 'c', 'd'])] }))
  const first = data.train.find(({ candidates }) => candidates[0] === 'b')
  expect(data.train).toHaveLength(2)
  expect(data.dropped).toMatchObject([
    { candidates: ['c'], reason: 'near-duplicate', twin: { id: first?.id } },
  ])
})

test.each(['train', 'validation'] as const)('a %s row near an evaluation prompt goes', async (split) => {
  const data = await buildSft(
    input({
      ...threePrompts,
      prompts: [
        prompt('p1', 'So what is the capital of the smallest country in Europe?', split),
        ...threePrompts.prompts.slice(1),
      ],
      selections: [select('p1', ['a']), select('p2', ['d'])],
    }),
  )
  expect(data.counts.dropped).toEqual({ 'near-duplicate of an evaluation prompt': 1 })
  expect(data.counts.contamination).toMatchObject({ near_duplicates: 0, shares_8_gram: 0, training_rows: 1 })
})

test('when near-duplicates may stay they are counted all the same', async () => {
  const nearDuplicates = { enabled: false, threshold: 0.7, ngram: 3 }
  const selections = [select('p2', ['b', 'c', 'q'])]
  const data = await buildSft(input({ ...threePrompts, selections, nearDuplicates }))
  expect(data.counts).toMatchObject({ train: 3, dropped: {}, contamination: { shares_8_gram: 1 } })
  expect(data.warnings).toContainEqual(expect.stringContaining('of 1, 1 shares 8 words in a row with one'))
})

test('chosen and rejected become a pair with both scores', async () => {
  const data = await buildDpo(input({ selections: [select('p1', ['a'], ['b'])] }))
  expect(data.train).toMatchObject([
    {
      chosen: [{ role: 'assistant', content: 'good' }],
      rejected: [{ role: 'assistant', content: 'a much longer bad answer' }],
      chosenScore: 5,
      rejectedScore: 2,
      rationale: '5 over 2',
    },
  ])
  expect(pairSchema.parse(data.train[0])).toEqual(data.train[0])
  expect(data.counts).toMatchObject({ words: [1, 5], chosen_longer: 0 })
  expect(data.warnings).toContainEqual(expect.stringContaining('Chosen answers are 5.0 times shorter'))
})

test.each([
  ['same text', 'p1', ['a'], ['a2']],
  ['not better', 'v1', ['v'], ['w']],
  ['truncated', 'p2', ['c'], ['cut']],
  ['unpaired', 'p2', ['c'], []],
])('two answers make no pair when they are %s', async (reason, id, chosen, rejected) => {
  const data = await buildDpo(
    input({ selections: [select('p1', ['a'], ['b']), select(id, chosen, rejected)] }),
  )
  expect(data.counts.dropped).toEqual({ [reason]: 1 })
})

test('an empty result says which filter removed how many', async () => {
  const error = await buildSft(input({ selections: [select('p2', ['cut', 'blank'])] })).catch(
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(LatticeError)
  expect(error.message).toBe('No training row is left. Of 2 rows: 1 empty, 1 truncated.')
  expect(error.exitCode).toBe(1)
})

test('a selection of a candidate that is not there is an error', async () => {
  await expect(buildSft(input({ selections: [select('p1', ['ghost'])] }))).rejects.toThrow(DataError)
})

test('missing validation rows are warned about', async () => {
  const data = await buildSft(input({ selections: [select('p1', ['a'])] }))
  expect(data.warnings).toContainEqual(expect.stringContaining('no validation row'))
})

test('training order is a function of the seed and the rows, not of the order they came in', () => {
  const ids = fc.uniqueArray(fc.string(), { minLength: 1 })
  fc.assert(
    fc.property(ids, fc.nat(), (names, seed) => {
      const rows = names.map((id) => ({ id }))
      expect(shuffle([...rows].reverse(), seed)).toEqual(shuffle(rows, seed))
      expect(
        shuffle(rows, seed)
          .map(({ id }) => id)
          .sort(),
      ).toEqual([...names].sort())
    }),
  )
  const rows = Array.from({ length: 20 }, (_, index) => ({ id: `row-${index}` }))
  expect(shuffle(rows, 1)).not.toEqual(shuffle(rows, 2))
})
