import { expect, test } from 'vitest'
import type { Prompt } from '../records.js'
import { collectAnswers } from './collect.js'
import { plainReading } from './fixtures/reading.js'
import type { AnswerReading } from './settings.js'

const prompt: Prompt = {
  ...{ id: 'p', messages: [{ role: 'user', content: 'Why?' }], class: 'borderline' },
  ...{ expected: 'comply', source: 's', split: 'train' },
}
async function collected(rows: readonly object[], reading: Partial<AnswerReading> = {}) {
  const file = rows.map((row, index) => ({ value: { prompt: 'Why?', ...row }, where: `f:${index + 1}` }))
  const all = await collectAnswers({
    files: [file],
    prompts: [prompt],
    reading: { ...plainReading, ...reading },
  })
  return { ...all, ...all.found.get('p')! }
}

test('two pairs that say the opposite of each other are both left out, with their places', async () => {
  const { selections, rows, dropped } = await collected(
    [
      { chosen: 'So.', rejected: 'Go.' },
      { chosen: 'So.', rejected: 'No.' },
      { chosen: 'Go.', rejected: 'So.' },
      { chosen: 'So.', rejected: 'Go.' },
    ],
    { as: 'pairs' },
  )
  const opposed = 'another row has this pair the other way round'
  expect(selections).toHaveLength(1)
  expect([rows.used, rows.unused()]).toEqual([1, { 'repeats an earlier row': 1, [opposed]: 2 }])
  expect(dropped.filter(({ reason }) => reason === opposed).map(({ where }) => where)).toEqual(['f:1', 'f:3'])
})

test('an answer that people label differently has no label, whoever comes after', async () => {
  const { labels, candidates, remarks, rows } = await collected(
    ['safe', 'harmful', 'safe'].map((label) => ({ answer: 'So.', label })),
  )
  expect([candidates.length, labels]).toEqual([1, []])
  expect(remarks).toEqual({ 'answers that rows label differently: left without a label': 1 })
  expect(rows.unused()).toEqual({
    'labels the answer otherwise than an earlier row': 1,
    'repeats an earlier row': 1,
  })
})

test('a label in a later row of the same answer is taken', async () => {
  const { labels, rows } = await collected([
    { answer: 'So.' },
    { answer: 'So.', label: 'safe' },
    { answer: 'So.', label: 'safe' },
  ])
  expect(labels).toMatchObject([{ reason: 'safe' }])
  expect([rows.used, rows.unused()]).toEqual([2, { 'repeats an earlier row': 1 }])
})

test('a row of another class than its prompt is counted', async () => {
  const kinds = ['borderline', 'adversarial', '']
  const { remarks } = await collected(kinds.map((kind, n) => ({ answer: `So ${n}.`, class: kind })))
  expect(remarks).toEqual({ 'of another class than its prompt, which keeps the first': 1 })
})

test('a model that is an object is left open and counted, as it has no name', async () => {
  const { candidates, remarks } = await collected([{ answer: 'So.', model: { name: 'x' } }])
  expect(candidates[0]).not.toHaveProperty('model')
  expect(remarks).toEqual({ 'who wrote it is not a text: left open': 1 })
})

test('each pattern of classes says how many rows it took, and one that fits none is an error', async () => {
  const rows = ['contrast_a', 'contrast_b', 'plain'].map((kind, n) => ({ answer: `So ${n}.`, class: kind }))
  const took = async (classes: AnswerReading['classes']) => (await collected(rows, { classes })).patterns
  expect(await took({ 'contrast_*': 'adversarial', '*': 'borderline' })).toEqual({ 'contrast_*': 2, '*': 1 })
  expect(await took({ 'contrast_*': 'adversarial', 'c*': 'borderline' })).toEqual({
    'contrast_*': 2,
    'c*': 0,
  })
  await expect(took({ 'contarst_*': 'adversarial', '*': 'borderline' })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('--classes contarst_*=…: no row fits'),
    hint: expect.stringContaining('contrast_a, contrast_b, plain'),
  })
})
