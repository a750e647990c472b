import fc from 'fast-check'
import { expect, test } from 'vitest'
import { curveOf, type LoggedMetric, pointOf } from './curve.js'
import { recordedCurve } from './recorded.js'
import { recordedText } from './recorded-text.js'

const read = (text: string) => recordedCurve(recordedText(text, 'f').rows, 'f')
const lines = (...rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const state = (log_history: unknown[]) => JSON.stringify({ log_history, max_steps: 40 }, null, 2)

const history = [
  { step: 5, loss: 2, learning_rate: 1e-4, epoch: 0.5, num_input_tokens_seen: 50, 'rewards/margins': 9 },
  { step: 10, loss: 1.5, learning_rate: 5e-5, epoch: 1, num_input_tokens_seen: 100 },
  { step: 10, eval_loss: 1.7, epoch: 1, num_input_tokens_seen: 100, 'eval_rewards/margins': 0.5 },
  { step: 10, train_runtime: 3, train_loss: 1.8, epoch: 1 },
  { step: 10, eval_loss: 1.6, epoch: 1 },
]
const points = [
  { step: 5, tokensSeen: 50, trainLoss: 2, evalLoss: null, rewardMargin: null },
  { step: 10, tokensSeen: 100, trainLoss: 1.5, evalLoss: 1.7, rewardMargin: 0.5 },
]

test.each([
  ['trainer_state.json', state(history)],
  ['its log_history', JSON.stringify(history)],
  ['the rows as JSONL', lines(...history)],
])('%s is read: both rows of a step, up to the summary', (_, text) => {
  expect(read(text)).toEqual({
    points,
    hasTokens: true,
    tokensPerEpoch: 100,
    rate: { warmedUp: 0, settled: 10 },
  })
})

test('the planned steps are those of trainer_state.json', () => {
  expect(recordedText(state(history), 'f').plannedSteps).toBe(40)
  expect(recordedText(lines(...history), 'f').plannedSteps).toBeNull()
})

test('without tokens in every row, steps stand for them', () => {
  const curve = read(lines({ step: 3, loss: 1, tokens_seen: 7 }, { step: 4, eval_loss: 1 }))
  expect(curve.hasTokens).toBe(false)
  expect(curve.points.map(({ tokensSeen }) => tokensSeen)).toEqual([3, 4])
})

test.each([
  ['"NaN"', Number.NaN],
  ['NaN', Number.NaN],
  ['"nan"', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['"-Infinity"', Number.NEGATIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['"inf"', Number.POSITIVE_INFINITY],
])('a loss of %s is read', (text, value) => {
  expect(read(`{"step": 1, "eval_loss": ${text}, "note": "NaN, truly"}`).points[0]?.evalLoss).toBe(value)
  expect(read(`{"log_history": [{"eval_loss": ${text}, "step": 1}]}`).points[0]?.evalLoss).toBe(value)
})

test.each([
  ['f:2:5: not JSON: it ends within a text.', '{"step": 1, "loss": 1}\n{"st'],
  ['f:3:12: not JSON: a comma stands before }.', '[\n {"loss": NaN},\n {"step":1,}\n]'],
  ['f:2: loss is "1", no number.', '{"step": 1, "loss": 1}\r{"step": 2, "loss": "1"}'],
  ['f:1: has a loss and no step.', '{"loss": 1}'],
  ['f:1: loss is "high", no number.', '{"step": 1, "loss": "high"}'],
  ['f:1: 1.5 is no step: a whole number is.', '{"step": 1.5, "loss": 1}'],
  ['f:3: step 4 comes after step 5.', '{"step": 5, "loss": 1}\n\n{"step": 4, "loss": 1}'],
  ['f:2: step 5 comes after step 5.', '{"step": 5, "loss": 1}\n{"step": 5, "loss": 1}'],
  [
    'f: log_history[1]: is no row of metrics, which is an object {…}.',
    '{"log_history": [{"step": 1, "loss": 1}, 7]}',
  ],
  ['f: no row has a loss.', '{"prompt": "Hello"}'],
  ['f: no row has a loss.', ''],
])('%s', (message, text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ message, exitCode: 2 }))
})

test.each([
  ['constant', [1, 1, 1, 1], { warmedUp: 0, settled: 0 }],
  ['with warm-up', [0.1, 0.5, 1, 1], { warmedUp: 30, settled: 30 }],
  ['falling', [0.5, 1, 0.8, 0.5], { warmedUp: 20, settled: 40 }],
  ['falling, not yet half', [1, 0.9, 0.8, 0.7], { warmedUp: 0, settled: 40 }],
  ['unknown', [], { warmedUp: 0, settled: 0 }],
])('the schedule is told from the rates: %s', (_, rates, expected) => {
  const rows = rates.map((learning_rate, index) => ({ step: 10 * (index + 1), loss: 1, learning_rate }))
  expect(read(lines({ step: 1, loss: 1 }, ...rows)).rate).toEqual(expected)
})

test('what is exported of a training is heard by a policy as it was live', () => {
  const wire = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
    fc.constantFrom('NaN' as const, 'Infinity' as const),
  )
  const metrics = fc
    .array(fc.record({ train: fc.option(wire), validation: fc.option(wire), margin: fc.option(wire) }), {
      minLength: 1,
    })
    .map((rows) =>
      rows.flatMap(({ train, validation, margin }, index): LoggedMetric[] => {
        const place = { globalStep: index + 1, tokensSeen: 5 * index, epoch: index / 3 }
        const pair = margin === null ? {} : { 'rewards/margins': margin }
        return [
          ...(train === null
            ? []
            : [{ ...place, split: 'train' as const, values: { loss: train, ...pair } }]),
          ...(validation === null
            ? []
            : [{ ...place, split: 'validation' as const, values: { loss: validation, ...pair } }]),
        ]
      }),
    )
    .filter((rows) => rows.length > 0)
  fc.assert(
    fc.property(metrics, (rows) => {
      const heard = rows.flatMap((row) => pointOf(row) ?? [])
      const replayed = read(lines(...curveOf(rows))).points
      const losses = (of: typeof heard, key: 'trainLoss' | 'evalLoss' | 'rewardMargin') =>
        of.filter((point) => point[key] !== null).map((point) => [point.step, point.tokensSeen, point[key]])
      for (const key of ['trainLoss', 'evalLoss', 'rewardMargin'] as const)
        expect(losses(replayed, key)).toEqual(losses(heard, key))
    }),
  )
})
