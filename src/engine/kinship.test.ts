import { expect, test } from 'vitest'
import { presetFor } from '../core/presets/presets.js'
import { identity } from '../stages/fixtures/ports.js'
import { kinshipNotes } from './kinship.js'
import type { PlannedStep } from './plan.js'

const step = (id: string, model: string, change: { embedded?: boolean; decision?: string } = {}) =>
  ({
    decision: change.decision ?? 'run',
    definition: {
      model: { embedded: change.embedded ?? false },
      recipe: {
        id,
        stage: id.split(':')[0],
        identity: { ...identity, id: model, family: presetFor(model).family },
      },
    },
  }) as unknown as PlannedStep
const generate = step('generate:main', 'Qwen/Qwen3-0.6B')

test.each([
  ['the generator as critic', step('critique:main', 'Qwen/Qwen3-0.6B'), /critic .* is the generator itself/],
  ['its family', step('critique:main', 'Qwen/Qwen2-1.5B-Instruct'), /of the generator's family, qwen/],
  [
    'its family as judge',
    step('judge:base:judge', 'Qwen/Qwen2-1.5B-Instruct'),
    /judge .* under models\.judge/,
  ],
  ['the critic in the evaluation', step('judge:base:critic', 'Qwen/Qwen3-0.6B'), /under models\.critic/],
  ['a base model', step('critique:main', 'openai-community/gpt2'), /never taught to follow instructions/],
])('%s is warned of', (_, asked, message) => {
  expect(kinshipNotes([generate, asked, asked])).toEqual([expect.stringMatching(message)])
})

test.each([
  ['another family', step('critique:main', 'google/gemma-2b-it')],
  ['what was judged before', step('critique:main', 'Qwen/Qwen3-0.6B', { decision: 'reuse' })],
  ['the embedded critic, trained apart', step('critique:main', 'tiny', { embedded: true })],
])('%s is not', (_, asked) => {
  expect(kinshipNotes([generate, asked])).toEqual([])
})
