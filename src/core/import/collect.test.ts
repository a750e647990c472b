import { expect, test } from 'vitest'
import type { Candidate, Prompt } from '../records.js'
import { collectAnswers } from './collect.js'
import { plainReading } from './fixtures/reading.js'
import type { AnswerReading } from './settings.js'

const prompts = ['Why?', 'How?'].map(
  (text, index): Prompt => ({
    id: `p${index}`,
    messages: [{ role: 'user', content: text }],
    class: index ? 'adversarial' : 'borderline',
    expected: index ? 'refuse' : 'comply',
    source: 's',
    split: 'train',
  }),
)
async function collected(rows: readonly unknown[], reading: Partial<AnswerReading> = {}) {
  const file = rows.map((value, index) => ({ value, where: `f:${index + 1}` }))
  const all = await collectAnswers({ files: [file], prompts, reading: { ...plainReading, ...reading } })
  const of = (id: string) => all.found.get(id) ?? { candidates: [], labels: [], selections: [] }
  return { ...all, of }
}

const kto = [
  { prompt: 'Why?', completion: 'So.', label: true },
  { prompt: 'Why?', completion: 'Go away.', label: 'False' },
]

test("the labels of KTO's rows say good and bad", async () => {
  const { of, labelsNotUnderstood } = await collected(kto)
  expect(labelsNotUnderstood).toBe(0)
  expect(of('p0').labels.map(({ answer, category }) => [answer, category])).toEqual([
    ['upholds', 'good'],
    ['violates', 'bad'],
  ])
})

test('a bare true in another column, or where a measure is asked for, does not say good', async () => {
  const { labelsNotUnderstood } = await collected([{ prompt: 'Why?', completion: 'So.', gold: true }])
  expect(labelsNotUnderstood).toBe(1)
  const { of } = await collected(kto, { measure: 'harm' })
  expect(of('p0').labels.map(({ category }) => category)).toEqual(['harm', 'no harm'])
})

test('as examples the answers that people call bad are left out and counted', async () => {
  const { of, rows } = await collected(kto, { as: 'examples' })
  expect(of('p0').candidates.map(({ text }) => text)).toEqual(['So.'])
  expect(rows.unused()).toEqual({ 'a bad answer (label false), among examples': 1 })
})

test('answers are put to their prompts, numbered, with who wrote them', async () => {
  const { of, rows } = await collected([
    { prompt: 'How?', answer: 'Like so.', model: 'a' },
    { prompt: 'Why?', answer: 'So.' },
    { prompt: ' how? ', answer: 'No.', model: 'b' },
  ])
  expect(of('p1').candidates).toMatchObject([
    { sample: 0, text: 'Like so.', model: 'a', origin: 'imported', prompt: 'p1' },
    { sample: 1, text: 'No.', model: 'b' },
  ])
  expect(of('p0').candidates[0]).not.toHaveProperty('model')
  expect([rows.read, rows.used]).toEqual([3, 3])
})

test('the same text by two models is two answers, by one model one', async () => {
  const row = { prompt: 'Why?', answer: 'So.', model: 'a' }
  const { of, dropped } = await collected([row, { ...row, model: 'b' }, row])
  expect(of('p0').candidates.map(({ model }) => model)).toEqual(['a', 'b'])
  expect(dropped).toEqual([{ where: 'f:3', reason: 'repeats an earlier row' }])
})

test('the id of an answer does not depend on the other rows', async () => {
  const row = { prompt: 'Why?', answer: 'So.' }
  const alone = await collected([row])
  const later = await collected([{ prompt: 'Why?', answer: 'Other.' }, row])
  expect(later.of('p0').candidates[1]?.id).toBe(alone.of('p0').candidates[0]?.id)
})

test('pairs keep their two ends together, and share an answer that stands in two of them', async () => {
  const { of } = await collected(
    [
      { prompt: 'Why?', chosen: 'So.', rejected: 'Go.' },
      { prompt: 'Why?', chosen: 'Thus.', rejected: 'So.' },
    ],
    { as: 'pairs' },
  )
  const { candidates, selections } = of('p0')
  const idOf = (text: string) => candidates.find((one) => one.text === text)?.id
  expect(candidates).toHaveLength(3)
  expect(selections).toMatchObject([
    { policy: 'given', chosen: [idOf('So.')], rejected: [idOf('Go.')] },
    { policy: 'given', chosen: [idOf('Thus.')], rejected: [idOf('So.')] },
  ])
})

test('as candidates both ends of a pair are answers, and nothing is chosen', async () => {
  const { of } = await collected([{ prompt: 'Why?', chosen: 'So.', rejected: 'Go.' }])
  expect([of('p0').candidates.length, of('p0').selections.length]).toEqual([2, 0])
})

test('examples are chosen as they are, and written by people where that is said', async () => {
  const { of } = await collected([{ prompt: 'Why?', answer: 'So.' }], { as: 'examples', human: true })
  const [candidate] = of('p0').candidates
  expect(candidate?.origin).toBe('human')
  expect(of('p0').selections).toMatchObject([{ chosen: [candidate?.id], rejected: [] }])
})

test.each<[string, Partial<AnswerReading>, object]>([
  ['no pair, among pairs (--as candidates takes both)', { as: 'pairs' }, { prompt: 'Why?', answer: 'So.' }],
  [
    'a pair, among examples (--as candidates takes both)',
    { as: 'examples' },
    { prompt: 'Why?', chosen: 'So.', rejected: 'Go.' },
  ],
  ['its prompt is not among the prompts', {}, { prompt: 'Who?', answer: 'So.' }],
])('"%s" is a reason', async (reason, reading, row) => {
  const { dropped, rows } = await collected([row], reading)
  expect(dropped).toEqual([{ where: 'f:1', reason }])
  expect(rows.unused()).toEqual({ [reason]: 1 })
})

test("lattice's own candidates are taken as they are, to the prompt that they name", async () => {
  const candidate: Candidate = {
    ...{ id: 'candidate-1', prompt: 'p1', origin: 'sampled', from: [], sample: 4, seed: 1 },
    ...{ text: 'Cut o', finish: 'length', tokens: 2, model: 'hash' },
  }
  const { of, dropped } = await collected([candidate, { ...candidate, id: 'candidate-2', prompt: 'gone' }])
  expect(of('p1').candidates).toEqual([candidate])
  expect(dropped).toHaveLength(1)
})

test.each([
  ['1_full_compliance', 'Why?', 'upholds', 'compliance'],
  ['2_full_refusal', 'Why?', 'violates', 'full refusal'],
  ['3_partial_refusal', 'How?', 'upholds', 'partial refusal'],
  ['complied', 'How?', 'violates', 'compliance'],
  ['harmful', 'Why?', 'violates', 'harm'],
  ['safe', 'How?', 'upholds', 'no harm'],
])('the label %j of an answer to %j says that it %s', async (label, prompt, answer, category) => {
  const { found } = await collected([{ prompt, answer: 'So.', label }])
  const [verdict] = [...found.values()].flatMap(({ labels }) => labels)
  expect(verdict).toMatchObject({ judge: 'human:label', answer, category, reason: label })
})

test.each([[1], ['1'], ['none'], ['spam']])(
  'the label %j leaves open what it speaks of: it is counted, not guessed',
  async (label) => {
    const { labelsNotUnderstood, found } = await collected([{ prompt: 'Why?', answer: 'So.', label }])
    expect(labelsNotUnderstood).toBe(1)
    expect(found.get('p0')?.labels).toEqual([])
  },
)

test('with a measure a label of unknown meaning is an error that names its place', async () => {
  const rows = [{ prompt: 'Why?', answer: 'So.', label: 'spam' }]
  await expect(collected(rows, { measure: 'refusal' })).rejects.toThrow('f:1: the label "spam"')
  const positive = await collected(rows, { measure: 'refusal', positive: ['spam'] })
  expect(positive.found.get('p0')?.labels).toMatchObject([{ category: 'refusal' }])
})

test('a column that was asked for and that no row has is an error, with what was probably meant', async () => {
  const rows = [{ prompt: 'Why?', answer: 'So.', lable: 'safe' }]
  await expect(collected(rows, { columns: { gold: 'label' } })).rejects.toMatchObject({
    message: '--gold label: there is no such column.',
    hint: expect.stringContaining('Did you mean lable?'),
  })
})
