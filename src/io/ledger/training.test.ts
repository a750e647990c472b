import Database from 'better-sqlite3'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { migrate } from './migrations.js'
import { type MetricRow, type TrainingTable, trainingTable } from './training.js'

let training: TrainingTable
beforeEach(() => {
  training = emptyTable()
})

function emptyTable(): TrainingTable {
  const database = new Database(':memory:')
  migrate(database)
  // These tests have no steps for the rows to belong to.
  database.pragma('foreign_keys = OFF')
  return trainingTable(database)
}

const metric = (attempt: number, globalStep: number, split: 'train' | 'validation' = 'train'): MetricRow => ({
  attempt,
  globalStep,
  split,
  tokensSeen: 10 * globalStep,
  epoch: globalStep / 4,
  values: { loss: attempt },
})
const story = () => training.metrics('k').map(({ attempt, globalStep }) => `${globalStep} by ${attempt}`)

test('metrics come back as they were given, numbers that JSON has no word for too', () => {
  const row: MetricRow = { ...metric(1, 5), values: { loss: 'NaN', grad_norm: 'Infinity', lr: 1e-5 } }
  training.addMetric('k', row)
  expect(training.metrics('k')).toEqual([row])
  expect(training.metrics('another step')).toEqual([])
})

test('both splits of one step are kept, and the later word on the same one holds', () => {
  for (const split of ['train', 'validation'] as const) training.addMetric('k', metric(1, 5, split))
  training.addMetric('k', { ...metric(1, 5), values: { loss: 9 } })
  expect(training.metrics('k').map(({ split, values }) => [split, values.loss])).toEqual([
    ['train', 9],
    ['validation', 1],
  ])
})

test.each([
  [
    'one that starts again from a checkpoint',
    [
      [1, 2],
      [1, 4],
      [1, 6],
      [2, 6],
      [2, 8],
    ],
    ['2 by 1', '4 by 1', '6 by 2', '8 by 2'],
  ],
  [
    'one that starts from nothing',
    [
      [1, 2],
      [1, 4],
      [2, 2],
    ],
    ['2 by 2'],
  ],
  [
    'a third that goes back behind the second',
    [
      [1, 2],
      [1, 4],
      [2, 6],
      [3, 4],
    ],
    ['2 by 1', '4 by 3'],
  ],
  [
    'one that said nothing yet',
    [
      [1, 2],
      [1, 4],
    ],
    ['2 by 1', '4 by 1'],
  ],
])('a later attempt supersedes an earlier one from its first step on: %s', (_, rows, kept) => {
  for (const [attempt, step] of rows as [number, number][]) training.addMetric('k', metric(attempt, step))
  expect(story()).toEqual(kept)
})

test('whatever was interrupted, each step is told once, in order, by one attempt', () => {
  const attempts = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 10 })), { maxLength: 6 })
  fc.assert(
    fc.property(attempts, (ranges) => {
      const table = emptyTable()
      for (const [index, [from, length]] of ranges.entries())
        for (let step = from; step < from + length; step += 1) table.addMetric('k', metric(index + 1, step))
      const found = table.metrics('k')
      const steps = found.map(({ globalStep }) => globalStep)
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
      const told = found.map(({ attempt }) => attempt)
      expect(told).toEqual([...told].sort((a, b) => a - b))
      const last = ranges.at(-1)
      if (last) expect(steps.slice(-last[1])).toEqual(Array.from({ length: last[1] }, (_, i) => last[0] + i))
    }),
    { numRuns: 40 },
  )
})

test('thousands of metrics are sorted out at once', () => {
  for (let step = 0; step < 8000; step += 1) training.addMetric('k', metric(step < 4000 ? 1 : 2, step))
  const begun = performance.now()
  expect(training.metrics('k')).toHaveLength(8000)
  expect(performance.now() - begun).toBeLessThan(1500)
})

test('of each proof the newest word counts', () => {
  const proof = (passed: boolean, value: number | null) => ({
    name: 'logit_shift',
    passed,
    value,
    detail: '',
  })
  training.addCheck('k', 1, proof(false, 0))
  training.addCheck('k', 2, proof(true, 0.5))
  training.addCheck('k', 1, { ...proof(true, null), name: 'matched' })
  expect(training.checks('k')).toEqual([
    { name: 'logit_shift', passed: true, value: '0.5', detail: '' },
    { name: 'matched', passed: true, value: null, detail: '' },
  ])
})
