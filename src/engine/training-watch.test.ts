import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sftSchema } from '../core/config/training.js'
import { migrate } from '../io/ledger/migrations.js'
import { trainingTable } from '../io/ledger/training.js'
import type { WorkerEvent } from '../io/worker/events.js'
import type { TrainOutcome, TrainRequest } from '../stages/train-port.js'
import { watchTraining } from './training-watch.js'

const training = sftSchema.parse({ method: 'sft', evaluations: 30, lr_scheduler_type: 'constant' })
const request = {
  method: 'sft',
  schedule: { ...training, max_steps: 30 },
  optimisation: training,
  earlyStop: { ...training.early_stopping, patience: 4 },
} as unknown as TrainRequest

const prepared: WorkerEvent = {
  type: 'prepared',
  rows: 48,
  validation_rows: 8,
  dropped: [],
  trained_tokens: 100,
  total_tokens: 200,
  trainable_parameters: 5,
  matched_modules: { q: 1 },
  decide: true,
}

interface Losses {
  train: number
  validation: number
}

function emptyLedger() {
  const database = new Database(':memory:')
  migrate(database)
  // There are no steps here for the rows to belong to.
  database.pragma('foreign_keys = OFF')
  return { training: trainingTable(database) }
}

const wire = (value: number) => (Number.isFinite(value) ? value : ('NaN' as const))

function metric(split: 'train' | 'validation', step: number, loss: number): WorkerEvent {
  const place = { global_step: step, epoch: step / 3, tokens_seen: 67 * step }
  return { type: 'metric', split, ...place, values: { loss: wire(loss) }, decide: true }
}

/** Trains as the worker does, a checkpoint a step, and dies after some events. */
function train(losses: readonly Losses[], deaths: readonly number[]): Omit<TrainOutcome, 'probes'> {
  const ledger = emptyLedger()
  let saved = 0
  for (const [index, dies] of [...deaths, Number.POSITIVE_INFINITY].entries()) {
    const context = {
      step: 'k',
      attempt: index + 1,
      ledger,
      progress: () => undefined,
      heard: () => undefined,
      recalled: () => undefined,
    }
    const watch = watchTraining(request, context, saved > 0 ? { globalStep: saved } : null)
    const begin = watch.decide(prepared)
    const last = begin.type === 'begin' ? begin.max_steps : 0
    let events = 0
    const told = (event: WorkerEvent) => {
      watch.record(event)
      events += 1
      return watch.decide(event).type === 'stop'
    }
    for (let step = saved + 1; step <= last && events < dies; step += 1) {
      const { train: loss, validation } = losses[step - 1] as Losses
      const stops = told(metric('train', step, loss))
      if (events >= dies) break
      const stopsNow = told(metric('validation', step, validation)) || stops
      if (events >= dies) break
      saved = step
      if (stopsNow) break
    }
    if (events < dies) return watch.outcome()
  }
  throw new Error('not reached')
}

const loss = fc.double({ min: 0.5, max: 1.5, noNaN: true })
const some = fc.array(fc.record({ train: loss, validation: loss }), {
  minLength: 30,
  maxLength: 30,
  size: 'max',
})
const curves = fc.tuple(
  some,
  fc.double({ min: -0.1, max: 0.3, noNaN: true }),
  fc.option(fc.integer({ min: 8, max: 29 })),
)

test('a training that dies anywhere, again and again, comes to the same as one that does not', () => {
  const rules = new Set<string>()
  fc.assert(
    fc.property(
      curves,
      fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 3 }),
      ([noise, slope, breaks], deaths) => {
        const losses = noise.map(({ train: one, validation }, index) => ({
          train: index + 1 >= (breaks ?? 31) ? Number.NaN : one,
          validation: 3 + slope * index + 0.1 * validation,
        }))
        const whole = train(losses, [])
        expect(train(losses, deaths)).toEqual(whole)
        rules.add(whole.stop?.rule ?? 'the end')
      },
    ),
    { numRuns: 80, seed: 3 },
  )
  expect([...rules]).toEqual(expect.arrayContaining(['non_finite_train', 'overfit', 'patience']))
})

test('one that breaks before its first evaluation has nothing to keep', () => {
  expect(() => train([{ train: 1, validation: Number.NaN }], [])).toThrow(/before it had a usable checkpoint/)
})

test('a validation pass is told between two steps, and its time is owed until one has been seen', () => {
  const told: unknown[] = []
  const watch = watchTraining(
    { ...request, method: 'dpo' },
    {
      step: 'k',
      attempt: 1,
      ledger: emptyLedger(),
      progress: (done, _, meanwhile) => told.push([done, ...Object.values(meanwhile ?? {})]),
      heard: () => undefined,
      recalled: () => undefined,
    },
    null,
  )
  watch.decide(prepared)
  const worked = (phase: string, done: number, total: number) =>
    watch.record({ type: 'progress', phase, done, total, unit: 'row' })
  worked('train', 1, 30)
  watch.record(metric('train', 1, 1))
  worked('validate', 3, 8)
  worked('validate', 8, 8)
  watch.record(metric('validation', 1, 1))
  worked('train', 2, 30)
  expect(told).toEqual([
    [0, 'validation'],
    [1, 'validation'],
    [1, 'validates 3/8 pairs', 'validation'],
    [1],
    [2],
  ])
})
