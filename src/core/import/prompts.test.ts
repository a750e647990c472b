import { expect, test } from 'vitest'
import { type PromptFile, readPromptFiles } from '../prompt-files.js'
import type { PromptReading } from './settings.js'

const ratios = { validation: 0, evaluation: 0 }
const reading: PromptReading = { format: null, columns: {}, classes: {} }
const fileOf = (source: string, rows: readonly unknown[], more: Partial<PromptFile> = {}): PromptFile => ({
  rows: rows.map((value, index) => ({ value, where: `${source}:${index + 1}` })),
  source,
  evaluation: false,
  ...more,
})
const answered = (rows: readonly unknown[], asked: Partial<PromptReading> = {}) =>
  fileOf('answers', rows, { answers: { ...reading, ...asked } })
const textsOf = ({ prompts }: { prompts: { messages: { content: string }[] }[] }) =>
  prompts.map(({ messages }) => messages[0]?.content)

test('a prompt with many answers is one prompt, and rows that can not be used are none', async () => {
  const row = { prompt: 'Why?', answer: 'So.' }
  const set = await readPromptFiles([answered([row, { ...row, answer: 'No.' }, { answer: 'x' }])], ratios)
  expect(textsOf(set)).toEqual(['Why?'])
  expect(set.dropped).toEqual([])
})

test('the class comes from a column by a mapping, the group from a column', async () => {
  const rows = [
    { prompt: 'Why?', answer: 'So.', type: 'unsafe_1', group: 'g' },
    { prompt: 'How?', answer: 'So.', type: '', group: '' },
  ]
  const asked = { columns: { class: 'type' }, classes: { 'unsafe_*': 'adversarial' as const } }
  const { prompts, unclassed } = await readPromptFiles([answered(rows, asked)], ratios)
  expect(prompts).toMatchObject([
    { class: 'adversarial', expected: 'refuse', group: 'g' },
    { class: 'cooperating' },
  ])
  expect(prompts[1]).not.toHaveProperty('group')
  expect(unclassed).toBe(1)
})

test('what stands in a file of prompts keeps what that file says, and an evaluation prompt stays one', async () => {
  const rows = ['Why?', 'How?', 'Who?'].map((prompt) => ({ prompt, answer: 'So.' }))
  const files = [
    fileOf('prompts', [{ prompt: 'why?', class: 'borderline' }]),
    answered(rows),
    fileOf('held out', ['How?'], { evaluation: true }),
  ]
  const set = await readPromptFiles(files, ratios)
  expect(set.prompts.map(({ class: kind, split, source }) => [kind, split, source])).toEqual([
    ['borderline', 'train', 'prompts'],
    ['cooperating', 'train', 'answers'],
    ['cooperating', 'evaluation', 'held out'],
  ])
  expect(set.dropped).toEqual([])
})

test('when no row can be used, the reasons and the columns are told', async () => {
  const rows = [{ question: 'Why?' }, { question: '', reply: 'x' }, { question: 'How?' }]
  await expect(readPromptFiles([answered(rows)], ratios)).rejects.toMatchObject({
    message: 'None of 3 rows in answers can be used. 2: no answer; 1: empty prompt.',
    hint: expect.stringContaining('The columns are: question, reply. --prompt'),
  })
})

test('one file without a usable row is no error beside another', async () => {
  const files = [answered([{ a: 1 }]), answered([{ prompt: 'Why?', answer: 'So.' }])]
  expect(textsOf(await readPromptFiles(files, ratios))).toEqual(['Why?'])
})

test('a class that is none and that nothing maps is an error with its place, the values and the way out', async () => {
  const rows = ['adverserial', 'borderline', 'adverserial', 'x'].map((kind, index) => ({
    prompt: `Why ${index}?`,
    answer: 'So.',
    class: kind,
  }))
  await expect(readPromptFiles([answered(rows)], ratios)).rejects.toMatchObject({
    exitCode: 2,
    message:
      'answers:1: the class column `class` holds what is none of adversarial, borderline, cooperating: "adverserial" (2), "x" (1).',
    hint: expect.stringContaining('--classes'),
  })
  const classes = { 'adv*': 'adversarial', '*': 'cooperating' } as const
  const { prompts, unclassed } = await readPromptFiles([answered(rows, { classes })], ratios)
  expect(prompts.map((prompt) => prompt.class)).toEqual([
    'adversarial',
    'cooperating',
    'adversarial',
    'cooperating',
  ])
  expect(unclassed).toBe(0)
})

test('a lone * gives rows without a class column one class, and any other pattern needs the column', async () => {
  const rows = [{ prompt: 'Why?', answer: 'So.' }]
  const { prompts, unclassed } = await readPromptFiles(
    [answered(rows, { classes: { '*': 'adversarial' } })],
    ratios,
  )
  expect([prompts[0]?.class, unclassed]).toEqual(['adversarial', 0])
  const mapped = answered(rows, { classes: { 'unsafe_*': 'adversarial', '*': 'borderline' } })
  await expect(readPromptFiles([mapped], ratios)).rejects.toMatchObject({
    message: '--classes unsafe_*=…: no row has a column of classes.',
    hint: expect.stringContaining('The columns are: prompt, answer.'),
  })
})

test('a class column that was asked for and that no row has is an error', async () => {
  const rows = [{ prompt: 'Why?', answer: 'So.', type: 'x' }]
  await expect(readPromptFiles([answered(rows, { columns: { class: 'typ' } })], ratios)).rejects.toThrow(
    '--class typ: there is no such column.',
  )
})
