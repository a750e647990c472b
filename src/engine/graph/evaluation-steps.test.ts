import { expect, test } from 'vitest'
import { resolveConfig } from '../../core/config/resolve.js'
import { constitution, identity } from '../../stages/fixtures/ports.js'
import type { StepModel } from '../step.js'
import { builder, type Facts } from './build.js'
import { compareStep } from './evaluation-steps.js'

const facts: Facts = {
  constitution,
  generator: { identity, step: {} as StepModel, criticTemplate: 'logits/v1' },
  critic: 'rules',
  judge: 'rules',
  promptFiles: [],
  answers: null,
  redaction: null,
  given: {},
  versionsFor: () => ({}),
}

/** The training data that the comparison reads. */
function trainingData(evaluated: Record<string, unknown>, given: Facts['given'] = {}) {
  const { config } = resolveConfig({
    input: { data: { prompts: 'prompts.jsonl' }, eval: evaluated },
    locate: () => '',
  })
  const { inputs } = compareStep(config, { ...facts, given }, builder(facts))
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => name.startsWith('training:')))
}

const sft = { 'training:sft': { step: 'dataset:sft', file: 'train.jsonl' } }
const dpo = { 'training:dpo': { step: 'dataset:dpo', file: 'train.jsonl' } }

test('evaluation prompts are looked for in what the compared models were trained on, and what those started from', () => {
  expect(trainingData({ models: ['base', 'sft'] })).toEqual(sft)
  expect(trainingData({ models: ['base', 'dpo'] })).toEqual({ ...sft, ...dpo })
  expect(trainingData({ models: ['sft', 'dpo'], baseline: 'sft' })).toEqual({ ...sft, ...dpo })
})

test('for an adapter from elsewhere no training data is known', () => {
  expect(trainingData({}, { adapter: { path: 'adapter', sha256: 'h' } })).toEqual({})
})
