import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Answer } from '../../core/asks.js'
import { openAppender } from '../files/append.js'
import { type Ledger, openLedger } from './ledger.js'

let outputs: string
let ledger: Ledger
beforeEach(() => {
  outputs = mkdtempSync(join(tmpdir(), 'lattice-answers-'))
  ledger = openLedger(outputs)
})
afterEach(() => {
  ledger.close()
  rmSync(outputs, { recursive: true })
})

const said = (text: string): Answer => ({ text, finish: 'stop', tokens: 1 })

/** Records answers in a step's file, as a step does. */
function record(file: string, answers: Record<string, Answer>, options?: { replace?: boolean }): void {
  const appender = openAppender(join(outputs, file))
  const rows = Object.entries(answers).map(([key, answer]) => ({
    key,
    file,
    ...appender.append({ key, answer }),
  }))
  appender.close()
  ledger.answers.add(rows, options)
}

test('an answer is found by its key, whichever step recorded it', () => {
  record('steps/a/answers.jsonl', { k1: said('one'), k2: { failed: 'too long' } })
  record('steps/b/answers.jsonl', { k3: { probabilities: [0.25, 0.75], mass: 0.9 } })
  expect(['k1', 'k2', 'k3', 'k4'].map((key) => ledger.answers.find(key))).toEqual([
    said('one'),
    { failed: 'too long' },
    { probabilities: [0.25, 0.75], mass: 0.9 },
    undefined,
  ])
})

test('the first answer stays', () => {
  record('steps/a/answers.jsonl', { k: said('first') })
  record('steps/b/answers.jsonl', { k: said('second') })
  expect(ledger.answers.find('k')).toEqual(said('first'))
})

test('unless it is replaced on purpose', () => {
  record('steps/a/answers.jsonl', { k: said('first') })
  record('steps/b/answers.jsonl', { k: said('second') }, { replace: true })
  expect(ledger.answers.find('k')).toEqual(said('second'))
})

test('the answers of one file can be forgotten, and are answered anew', () => {
  record('steps/a/answers.jsonl', { k1: said('one') })
  record('steps/b/answers.jsonl', { k2: said('two') })
  ledger.answers.forget('steps/a/answers.jsonl')
  expect(ledger.answers.find('k1')).toBeUndefined()
  expect(ledger.answers.find('k2')).toEqual(said('two'))
})

test.each([
  ['is gone', (path: string) => rmSync(path)],
  ['is shorter', (path: string) => writeFileSync(path, '{}\n')],
  [
    'holds another answer there',
    (path: string) => writeFileSync(path, '{"key":"x","answer":{"failed":"no"}}\n'),
  ],
  [
    'holds no answer there',
    (path: string) => writeFileSync(path, `{"key":"k","answer":{"text":7}}${' '.repeat(40)}\n`),
  ],
])('when the file %s, there is no answer, and the next one is found', (_, damage) => {
  record('steps/a/answers.jsonl', { k: said('first') })
  damage(join(outputs, 'steps/a/answers.jsonl'))
  expect(ledger.answers.find('k')).toBeUndefined()
  record('steps/b/answers.jsonl', { k: said('second') })
  expect(ledger.answers.find('k')).toEqual(said('second'))
})

test('the outputs folder can be moved', () => {
  record('steps/a/answers.jsonl', { k: said('one') })
  ledger.close()
  renameSync(outputs, `${outputs}-moved`)
  outputs = `${outputs}-moved`
  ledger = openLedger(outputs)
  expect(ledger.answers.find('k')).toEqual(said('one'))
})
