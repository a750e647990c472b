import { expect, test } from 'vitest'
import { type ContentEvent, type EventKind, isShown, levelOfKind, said } from './event.js'
import { wants } from './filter.js'
import { counter } from './likeness.js'
import { recordOf } from './record.js'

const kinds = Object.keys(levelOfKind) as EventKind[]
const shownAt = (level: 0 | 1 | 2 | 3) => kinds.filter((kind) => isShown({ kind }, level))

test('level 0 shows nothing and level 1 only what a step came to', () => {
  expect(shownAt(0)).toEqual([])
  expect(shownAt(1)).toEqual(['SUMMARY', 'ERROR'])
})

test('each level shows more than the one below, and the last one everything', () => {
  for (const level of [1, 2, 3] as const) {
    expect(shownAt(level)).toEqual(expect.arrayContaining(shownAt((level - 1) as 0 | 1 | 2)))
    expect(shownAt(level).length).toBeGreaterThan(shownAt((level - 1) as 0 | 1 | 2).length)
  }
  expect(shownAt(3)).toEqual(kinds)
})

test('the texts of the key stages are on level 2, what was put to a judge is on level 3', () => {
  expect(shownAt(2)).toEqual(expect.arrayContaining(['INITIAL-GENERATION', 'EVAL-DECISION', 'SKIPPED']))
  expect(shownAt(2)).not.toContain('EVAL-INPUT')
})

const example: ContentEvent = {
  ...said('TRAINING-EXAMPLE', {
    stage: 'TRAINING-EXAMPLE 3/150',
    about: ['example-1', 'prompt-1'],
    content: { prompt: 'p', completion: 'c', rationale: 'r' },
    metadata: { split: 'train' },
  }),
  step: 'dataset:sft',
  timestamp: '2026-01-02T03:04:05.000Z',
}
const input: ContentEvent = {
  ...said('EVAL-INPUT', { about: ['candidate-1'], content: { prompt: 'p', answer: 'a' } }),
  step: 'judge:base:rules',
  timestamp: '2026-01-02T03:04:05.000Z',
}

test.each([
  ['nothing', {}, true, false],
  ['level 3', { level: 3 }, true, true],
  ['level 1', { level: 1 }, false, false],
  ['an event', { stages: ['training-example'] }, true, false],
  ['an event of a higher level', { stages: ['EVAL-INPUT'] }, false, true],
  ['a step', { stages: ['dataset:sft'] }, true, false],
  ['a stage', { stages: ['judge'], level: 3 }, false, true],
  ['a record', { id: 'prompt-1' }, true, false],
  ['the start of an id', { id: 'cand' }, false, true],
] as const)('asked for %s', (_, asked, exampleIsShown, inputIsShown) => {
  const isWanted = wants({ level: 2, stages: [], id: null, ...asked })
  expect([example, input].map(isWanted)).toEqual([exampleIsShown, inputIsShown])
})

test('skipped items are alike by their reason, the rest by kind and step', () => {
  const count = counter()
  const skipped = (reason: string) => count({ kind: 'SKIPPED', step: 'select:sft', metadata: { reason } })
  expect([skipped('empty'), skipped('truncated'), skipped('empty')]).toEqual([1, 1, 2])
  expect([count(example), count({ ...example, step: 'dataset:dpo' }), count(example)]).toEqual([1, 1, 2])
})

test('a record holds stage, content, metadata and timestamp', () => {
  expect(recordOf(example)).toEqual({
    stage: 'TRAINING-EXAMPLE 3/150',
    content: { prompt: 'p', completion: 'c', rationale: 'r' },
    metadata: {
      kind: 'TRAINING-EXAMPLE',
      level: 2,
      step: 'dataset:sft',
      by: null,
      about: ['example-1', 'prompt-1'],
      split: 'train',
    },
    timestamp: '2026-01-02T03:04:05.000Z',
  })
})
