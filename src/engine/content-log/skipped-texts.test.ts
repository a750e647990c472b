import { expect, test } from 'vitest'
import { recordId } from '../../core/identity.js'
import type { RunStep } from '../run-view.js'
import { skippedTexts } from './skipped-texts.js'

const asked = (content: string) => [{ role: 'user', content }]
const inputs: Record<string, unknown[]> = {
  prompts: [{ id: 'p1', messages: asked('Why?') }],
  selections: [{ prompt: 'p1', chosen: ['c1', 'c2'], rejected: ['c3'] }],
  train: [{ prompt: asked('First?') }, { prompt: asked('Second?') }],
  validation: [{ prompt: asked('Third?') }],
}
const step = (stage: string) =>
  ({
    row: { stage },
    readInput: async function* (name: string) {
      yield* inputs[name] ?? []
    },
  }) as unknown as RunStep

test.each([
  ['select', 'p1', 'Why?'],
  ['generate', 'p1#3', 'Why?'],
  ['train', 'train:2', 'Second?'],
  ['train', 'validation:1', 'Third?'],
  ['dataset', recordId('example', ['p1', 'c2'], null), 'Why?'],
  ['dataset', recordId('pair', ['p1', 'c2', 'c3'], null), 'Why?'],
  ['import', 'answers.csv:7', undefined],
])('what %s left out as %s is known by the words of its prompt', async (stage, id, text) => {
  expect((await skippedTexts(step(stage), new Set([id]))).get(id)).toBe(text)
})
