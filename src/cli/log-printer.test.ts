import { expect, test } from 'vitest'
import { type ContentEvent, type EventKind, type LogLevel, levelOfKind } from '../core/log/event.js'
import { logPrinter } from './log-printer.js'

const event = (kind: EventKind, step = 'a:b'): ContentEvent =>
  ({
    kind,
    stage: kind,
    step,
    by: null,
    about: [],
    content: { base: 'a', tuned: 'b', prompt: 'c', now: 'd' },
    metadata: {},
    timestamp: '',
  }) as never

function told(level: LogLevel, events: readonly ContentEvent[]): string[] {
  const lines: string[] = []
  const { said } = logPrinter(level, (text) => lines.push(text.split(' ')[0] as string))
  for (const one of events) said(one)
  return lines
}

const all = (Object.keys(levelOfKind) as EventKind[]).map((kind) => event(kind))

test.each([
  [0, []],
  [1, ['SUMMARY', 'ERROR']],
] as const)('level %i says %j', (level, kinds) => {
  expect(told(level, all)).toEqual(kinds)
})

test('level 3 says everything, level 2 less, level 1 least', () => {
  const counts = ([1, 2, 3] as const).map((level) => told(level, all).length)
  expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b))
  expect(counts[2]).toBe(all.length)
})

test('at level 2 the first of each kind in a step is said, at level 3 each', () => {
  const many = [event('INITIAL-GENERATION'), event('INITIAL-GENERATION'), event('INITIAL-GENERATION', 'c:d')]
  expect(told(2, many)).toHaveLength(2)
  expect(told(3, many)).toHaveLength(3)
})

test('every epoch and every summary is said', () => {
  const many = [event('EPOCH-COMPLETE'), event('EPOCH-COMPLETE'), event('SUMMARY')]
  expect(told(2, many)).toHaveLength(3)
})
