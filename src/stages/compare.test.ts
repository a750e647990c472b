import { expect, test } from 'vitest'
import { type Report, reportSchema } from '../core/evaluation/report.js'
import { type CompareSettings, compareStage } from './compare.js'
import { candidatesFor, constitution, outputsOf, prompts, verdictsFor } from './fixtures/ports.js'

const settings: CompareSettings = {
  constitution,
  baseline: 'base',
  models: ['base', 'tuned'],
  judges: [{ name: 'rules', identity: 'rules rules:h', selectedData: false }],
  embedded: false,
  seed: 1,
  near: { threshold: 0.7, ngram: 3 },
}
const [base, tuned] = [candidatesFor(true, 'base'), candidatesFor(true, 'tuned')]
const evaluated = {
  prompts,
  'candidates:base': base,
  'candidates:tuned': tuned,
  'verdicts:base:rules': verdictsFor(base),
  'verdicts:tuned:rules': verdictsFor(tuned),
}
const example = (id: string, prompt: string, answer: string) => ({
  id,
  promptId: 'p',
  candidates: [],
  split: 'train',
  prompt: [{ role: 'user', content: prompt }],
  source: 'critic',
  principles: [],
  rationale: '',
  completion: [{ role: 'assistant', content: answer }],
  score: 5,
})

async function reportOf(training: Record<string, readonly unknown[]>): Promise<Report> {
  const outputs = await outputsOf(compareStage, settings, { inputs: { ...evaluated, ...training } })
  const written = outputs.find((output) => 'document' in output && output.file === 'report.json')
  return reportSchema.parse(JSON.parse((written as { document: string }).document))
}

test('without training data contamination is not checked, which is not zero', async () => {
  expect((await reportOf({})).contamination).toBeNull()
})

test('evaluation prompts in training prompts and in answers are counted, named and warned of', async () => {
  const { contamination, warnings } = await reportOf({
    'training:sft': [example('r1', 'Is it warm?', 'You asked: what about thing 7?')],
    'training:dpo': [example('r2', 'what about THING 3', 'No.')],
  })
  expect(contamination).toMatchObject({
    evaluation_prompts: 3,
    training_rows: 2,
    shares_8_gram: 0,
    short_prompts: 3,
    short_prompts_found: 2,
    near_duplicates: 1,
  })
  expect(contamination?.prompts).toMatchObject([
    { id: 'p3', row: 'r2', near_duplicate: { row: 'r2', similarity: 1 } },
    { id: 'p7', row: 'r1', near_duplicate: null },
  ])
  expect(warnings).toContainEqual(
    expect.stringMatching(/of 3, 2 under 8 words stand whole in one, 1 is nearly a training prompt\.$/),
  )
})

test('training data that holds none is counted as none', async () => {
  const { contamination, warnings } = await reportOf({ 'training:sft': [example('r', 'Hello', 'Hi.')] })
  expect(contamination).toMatchObject({ training_rows: 1, short_prompts_found: 0, prompts: [] })
  expect(warnings).not.toContainEqual(expect.stringContaining('training rows'))
})
