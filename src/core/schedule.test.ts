import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ScheduleSettings, scheduleOf } from './schedule.js'

const settings: ScheduleSettings = {
  num_train_epochs: 3,
  max_steps: null,
  per_device_train_batch_size: 4,
  gradient_accumulation_steps: 4,
  warmup_ratio: 0.03,
  evaluations: 10,
}

test.each([
  ['4 rows are one step an epoch', 4, {}, { max_steps: 3, eval_steps: 1, warmup_steps: 1 }],
  ['190 rows at 16 are 12 steps an epoch', 190, {}, { max_steps: 36, eval_steps: 3, warmup_steps: 2 }],
  ['a part of an epoch counts up', 190, { num_train_epochs: 0.5 }, { max_steps: 6, eval_steps: 1 }],
  [
    'max_steps overrides the epochs',
    190,
    { max_steps: 100 },
    { max_steps: 100, eval_steps: 10, warmup_steps: 3 },
  ],
  ['no warm-up is no warm-up', 190, { warmup_ratio: 0 }, { warmup_steps: 0 }],
])('%s', (_, rows, change, expected) => {
  expect(scheduleOf({ ...settings, ...change }, rows)).toMatchObject(expected)
})

test('every run evaluates and saves, and leaves steps after the warm-up', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rows, warmup_ratio) => {
        const schedule = scheduleOf({ ...settings, warmup_ratio }, rows)
        expect(schedule.eval_steps).toBeLessThanOrEqual(schedule.max_steps)
        expect(schedule.save_steps).toBe(schedule.eval_steps)
        expect(schedule.warmup_steps).toBeLessThan(schedule.max_steps)
      },
    ),
  )
})
