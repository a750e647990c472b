import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type EarlyStopState, initialEarlyStop, type LossPoint, observe } from './early-stop.js'

const settings = { enabled: true, patience: 3, min_delta: 0, min_exposure: 0.2 }
const fold = (
  points: LossPoint[],
  change: Partial<typeof settings> = {},
  from: EarlyStopState = initialEarlyStop,
) =>
  points.reduce(
    (state, point) => observe(state, point, { settings: { ...settings, ...change }, plannedSteps: 100 }),
    from,
  )
const looks = (...losses: number[]): LossPoint[] =>
  losses.map((loss, index) => ({ split: 'validation', step: 10 * (index + 1), loss }))

test.each([
  ['a falling loss goes on', looks(5, 4, 3, 2, 1), {}, null],
  ['a flat loss stops after the patience', looks(5, 5, 5, 5), {}, 'patience'],
  ['one look less than the patience goes on', looks(5, 5, 5), {}, null],
  ['a gain in between starts the count again', looks(5, 5, 5, 4, 4, 4), {}, null],
  ['below the exposure floor nothing stops', looks(5, 5, 5, 5), { min_exposure: 0.5 }, null],
  ['past the exposure floor it stops', looks(5, 5, 5, 5, 5), { min_exposure: 0.5 }, 'patience'],
  ['a gain smaller than min_delta is none', looks(5, 4.99, 4.98, 4.97), { min_delta: 0.01 }, 'patience'],
  ['switched off it watches but goes on', looks(5, 5, 5, 5, 5, 5), { enabled: false }, null],
  ['a loss that is not a number stops at once', looks(5, Number.NaN), { min_exposure: 1 }, 'non_finite'],
  ['so it does when switched off', looks(Number.POSITIVE_INFINITY), { enabled: false }, 'non_finite'],
  ['and on the training side', [{ split: 'train' as const, step: 3, loss: Number.NaN }], {}, 'non_finite'],
])('%s', (_, points, change, rule) => {
  expect(fold(points, change).stop?.rule ?? null).toBe(rule)
})

test('training losses never count as looks', () => {
  const train = Array.from({ length: 50 }, (_, step) => ({ split: 'train' as const, step, loss: 5 }))
  expect(fold(train)).toEqual(initialEarlyStop)
})

test('the decisions are the same after a reload at any point', () => {
  const points = fc.array(
    fc.record({
      split: fc.constantFrom('train' as const, 'validation' as const),
      step: fc.nat(200),
      loss: fc.oneof(fc.double({ min: 0, max: 5, noNaN: true }), fc.constant(Number.NaN)),
    }),
  )
  fc.assert(
    fc.property(points, fc.nat(20), (all, cut) => {
      const half = JSON.parse(JSON.stringify(fold(all.slice(0, cut)))) as EarlyStopState
      expect(fold(all.slice(cut), {}, half)).toEqual(fold(all))
    }),
  )
})
