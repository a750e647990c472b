import { expect, test } from 'vitest'
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
