import { expect, test } from 'vitest'
import { type ProbeRow, probeFold } from '../probes.js'
import { epochFold, type LossPoint } from './training.js'

const train = (globalStep: number, epoch: number, loss: number): LossPoint => ({
  globalStep,
  epoch,
  split: 'train',
  loss,
})

test('losses become batches, and an epoch ends when the next begins or training does', () => {
  const fold = epochFold('model@1')
  const points: LossPoint[] = [
    train(1, 0.5, 2),
    train(2, 1, 1),
    { globalStep: 2, epoch: 1, split: 'validation', loss: 1.2 },
    train(3, 1.5, 0.5),
  ]
  const events = [...points.flatMap(fold.add), ...fold.end()]
  expect(events.map(({ stage, metadata }) => [stage, metadata])).toEqual([
    ['EPOCH-1-BATCH-1', { step: 1, loss: 2 }],
    ['EPOCH-1-BATCH-2', { step: 2, loss: 1 }],
    ['EPOCH-1-COMPLETE', { mean_loss: 1.5, validation_loss: 1.2, steps: 2 }],
    ['EPOCH-2-BATCH-1', { step: 3, loss: 0.5 }],
    ['EPOCH-2-COMPLETE', { mean_loss: 0.5, steps: 1 }],
  ])
  expect(fold.end()).toEqual([])
})

const probe = (change: Partial<ProbeRow>): ProbeRow => ({
  step: 0,
  epoch: 0,
  loss: null,
  split: null,
  probe: 1,
  prompt_id: 'prompt-1',
  prompt: [{ role: 'user', content: 'Why?' }],
  text: 'So.',
  finish: 'stop',
  failed: null,
  ...change,
})

test('answers to probes follow the losses of their step; the first that is news stands for them', () => {
  const fold = epochFold('model@1')
  const answered = probeFold()
  const other = { probe: 2, prompt_id: null, prompt: [{ role: 'user' as const, content: 'How?' }] }
  const passes = [
    [probe({}), probe(other)],
    [probe({ step: 2, loss: 1.23456, split: 'validation' }), probe({ ...other, step: 2, text: 'Thus.' })],
    [probe({ step: 4, text: 'Because.', finish: 'length' }), probe({ ...other, step: 4, text: 'Thus' })],
    [probe({ step: 6, text: null, failed: 'NaN' }), probe({ ...other, step: 6, text: 'Thus' })],
  ]
  const events = passes.flatMap((rows, index) => [
    ...fold.probes(rows.map(answered)),
    ...fold.add(train(index + 1, (index + 1) / 4, 2)),
  ])
  const told = events.filter(({ kind }) => kind.startsWith('PROBE'))
  expect(told.map(({ stage, kind, about }) => [stage, kind, about])).toEqual([
    ['EPOCH-1-BATCH-0-PROBE-1', 'PROBE-ANSWER', ['prompt-1']],
    ['EPOCH-1-BATCH-0-PROBE-2', 'PROBE-ANSWER', []],
    ['EPOCH-1-BATCH-1-PROBE-1', 'PROBE-ANSWER', ['prompt-1']],
    ['EPOCH-1-BATCH-1-PROBE-2', 'PROBE-CHANGE', []],
    ['EPOCH-1-BATCH-2-PROBE-1', 'PROBE-CHANGE', ['prompt-1']],
    ['EPOCH-1-BATCH-2-PROBE-2', 'PROBE-ANSWER', []],
    ['EPOCH-1-BATCH-3-PROBE-1', 'PROBE-CHANGE', ['prompt-1']],
    ['EPOCH-1-BATCH-3-PROBE-2', 'PROBE-ANSWER', []],
  ])
  expect(told[0]).toMatchObject({ content: { prompt: 'Why?', now: 'So.' }, metadata: { step: 0 } })
  expect(told[2]).toMatchObject({ metadata: { step: 2, validation_loss: 1.235 } })
  expect(told[4]).toMatchObject({
    content: { before: 'So.', now: 'Because.' },
    metadata: { truncated: true },
  })
  expect(told[6]).toMatchObject({ content: { before: 'So.', now: '(no answer: NaN)' } })
})
