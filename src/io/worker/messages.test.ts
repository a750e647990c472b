import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WorkerError } from '../../core/errors.js'
import { readEvent } from './messages.js'

const ready = {
  type: 'ready',
  protocol: 1,
  pid: 7,
  versions: {},
  device: { type: 'cpu', name: '', bf16: false },
  threads: 1,
}

test('an event is read, from a worker and from the host', () => {
  expect(readEvent('{"type":"batch"}')).toEqual({ type: 'batch' })
  expect(readEvent(JSON.stringify(ready))).toEqual(ready)
  expect(readEvent('{"type":"host","protocol":1,"pid":7}')).toEqual({ type: 'host', protocol: 1, pid: 7 })
  expect(readEvent('{"type":"exited","code":null,"signal":9}')).toEqual({
    type: 'exited',
    code: null,
    signal: 9,
  })
})

test.each([
  ['a bar of progress', 'Loading: 100%|#####|', /not JSON/],
  ['a bare NaN', '{"type":"checkpoint","probe_loss":NaN}', /not JSON/],
  ['nothing', '', /not JSON/],
  ['no object', 'null', /not in the protocol/],
  ['an unknown event', '{"type":"dance"}', /not in the protocol/],
  ['a field too many', '{"type":"batch","size":3}', /not in the protocol/],
  ['a field too few', '{"type":"error","kind":"data","message":"x"}', /not in the protocol/],
  ['a number as NaN', '{"type":"check","name":"a","passed":true,"value":null}', /not in the protocol/],
  [
    'another version of a worker',
    JSON.stringify({ ...ready, protocol: 2 }),
    /protocol 2, this program speaks 1/,
  ],
  [
    'another version of the host',
    '{"type":"host","protocol":2,"pid":7}',
    /protocol 2, this program speaks 1/,
  ],
  [
    'another version that looks different too',
    '{"type":"ready","protocol":2}',
    /protocol 2, this program speaks 1/,
  ],
])('%s is refused', (_, line, message) => {
  expect(() => readEvent(line)).toThrow(
    expect.objectContaining({ kind: 'protocol', exitCode: 1, message: expect.stringMatching(message) }),
  )
})

test('a long line is shown by its beginning', () => {
  expect(() => readEvent('x'.repeat(5000))).toThrow(/^.{60,250}$/)
})

test('whatever comes, it is an event or a worker error', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ type: fc.string() }).map((value) => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(anything, (line) => {
      try {
        expect(readEvent(line)).toHaveProperty('type')
      } catch (error) {
        expect(error).toBeInstanceOf(WorkerError)
      }
    }),
  )
})
