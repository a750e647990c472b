import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contentHash } from '../io/files/hash.js'
import { type Ledger, openLedger } from '../io/ledger/ledger.js'
import type { StepRow } from '../io/ledger/steps.js'
import { doneStep, ledgerHistory, outputHashes, setAside } from './history.js'
import { openOutputs } from './outputs.js'

let outputs: string
let ledger: Ledger
beforeEach(() => {
  outputs = mkdtempSync(join(tmpdir(), 'lattice-history-'))
  ledger = openLedger(outputs)
})
afterEach(() => {
  ledger.close()
  rmSync(outputs, { recursive: true })
})

const folder = 'steps/train-sft-k'
const inputs = { train: { source: 'dataset:sft/train.jsonl', sha256: 'd' } }

function start(key = 'k'): void {
  mkdirSync(join(outputs, folder, 'adapter', 'deep'), { recursive: true })
  ledger.steps.start({
    key,
    id: 'train:sft',
    stage: 'train',
    fingerprint: 'f',
    preimage: { id: 'train:sft' },
    folder,
    inputs,
  })
}

/** A step with rows, an adapter and a document. */
function make(key = 'k'): StepRow {
  start(key)
  for (const name of ['weights', 'config', 'deep/more'])
    writeFileSync(join(outputs, folder, 'adapter', name), name)
  const files = openOutputs(join(outputs, folder), ['rows.jsonl', 'adapter'])
  files.write({ file: 'rows.jsonl', record: { n: 1 } })
  files.write({ file: 'README.md', document: '#' })
  ledger.steps.finish(key, files.commit())
  return ledger.steps.get(key) as StepRow
}
const history = () => ledgerHistory(ledger, outputs)
const path = (name: string) => join(outputs, folder, name)

test('a done step is told with its recipe, its inputs and the hashes of its outputs', () => {
  const row = make()
  expect(history().done('k')).toEqual(doneStep(row))
  expect(doneStep(row)).toMatchObject({ key: 'k', fingerprint: 'f', preimage: { id: 'train:sft' }, inputs })
  expect(history().hasFingerprint('f')).toBe(true)
  expect(history().newest('train:sft')?.key).toBe('k')
  expect(history().damage('k')).toBeUndefined()
})

test('the hash of an adapter is that of its folder, so that one from elsewhere can stand in its place', () => {
  const { artifacts } = make()
  expect(outputHashes(artifacts)).toEqual({
    adapter: contentHash(path('adapter')),
    'rows.jsonl': contentHash(path('rows.jsonl')),
    'README.md': contentHash(path('README.md')),
  })
  expect(outputHashes(artifacts.toReversed())).toEqual(outputHashes(artifacts))
})

test("a run's own step is what a new one is compared with, not the newest of another run", () => {
  make('own')
  make('other')
  const of = () =>
    ledger.runs.create({ name: 'a', config: {}, configFile: null, overlay: {}, environment: {} }).id
  const [mine, another] = [of(), of()] as [string, string]
  ledger.runs.useStep(mine, { id: 'train:sft', step: 'own', decision: 'run', reason: '' })
  ledger.runs.useStep(another, { id: 'train:sft', step: 'other', decision: 'run', reason: '' })
  expect(ledgerHistory(ledger, outputs, mine).newest('train:sft')?.key).toBe('own')
  expect(ledgerHistory(ledger, outputs, another).newest('train:sft')?.key).toBe('other')
})

test('nothing is known of what was never made', () => {
  expect(history().done('k')).toBeUndefined()
  expect(history().damage('k')).toBeUndefined()
  expect(history().hasFingerprint('f')).toBe(false)
  expect(history().newest('train:sft')).toBeUndefined()
})

test('what was started or failed is not done, and says that it continues', () => {
  start()
  expect([history().done('k'), history().damage('k')]).toEqual([
    undefined,
    'started before and not finished: continues',
  ])
  ledger.steps.fail('k', 'no')
  expect([history().done('k'), history().damage('k')]).toEqual([undefined, 'failed before: continues'])
})

test.each([
  [
    'a row more',
    'rows.jsonl',
    (file: string) => appendFileSync(file, '{}\n'),
    `${folder}/rows.jsonl is not what was written`,
  ],
  [
    'a file of the adapter less',
    'adapter/deep/more',
    (file: string) => rmSync(file),
    `${folder}/adapter/deep/more is gone`,
  ],
  [
    'another document',
    'README.md',
    (file: string) => writeFileSync(file, '?'),
    `${folder}/README.md is not what was written`,
  ],
])('a step with %s is not done, and says what is damaged', (_, name, damage, reason) => {
  make()
  damage(path(name))
  expect([history().done('k'), history().damage('k')]).toEqual([undefined, reason])
})

test('damaged outputs are set aside under free names, good ones stay', () => {
  const row = make()
  writeFileSync(path('rows.jsonl'), 'damaged')
  writeFileSync(path('rows.jsonl.corrupt-1'), 'older')
  rmSync(path('README.md'))
  expect(setAside(row, outputs)).toEqual([path('rows.jsonl.corrupt-2')])
  expect(readFileSync(path('rows.jsonl.corrupt-2'), 'utf8')).toBe('damaged')
  expect(readdirSync(join(outputs, folder)).sort()).toEqual([
    'adapter',
    'rows.jsonl.corrupt-1',
    'rows.jsonl.corrupt-2',
  ])
  expect(setAside(row, outputs)).toEqual([])
})
