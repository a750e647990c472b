import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { StepRow } from '../io/ledger/steps.js'
import type { PlannedStep } from './plan.js'
import { linkSteps, writePlan } from './run-folder.js'

let outputs: string
beforeEach(() => {
  outputs = mkdtempSync(join(tmpdir(), 'lattice-run-'))
})
afterEach(() => rmSync(outputs, { recursive: true }))

function stepsWith(ids: readonly string[], version = 1): Map<string, StepRow> {
  return new Map(
    ids.map((id) => {
      const folder = `steps/${id.replaceAll(':', '-')}-${version}`
      mkdirSync(join(outputs, folder, 'adapter'), { recursive: true })
      writeFileSync(join(outputs, folder, 'mark'), `${id} ${version}`)
      writeFileSync(join(outputs, folder, 'adapter', 'mark'), `${id} ${version}`)
      return [id, { folder } as StepRow]
    }),
  )
}
const mark = (name: string) => readFileSync(join(outputs, 'run-1', name, 'mark'), 'utf8')

test('the config and the plan are there before anything runs', () => {
  const plan = [{ definition: { recipe: { id: 'prompts:all' } }, decision: 'run', reason: 'never made' }]
  const config = { name: 'run', shared: [{ a: 1 }, { a: 1 }], generate: { n: 4 } }
  writePlan({ outputs, run: 'run-1', config, plan: plan as unknown as PlannedStep[] })
  expect(parse(readFileSync(join(outputs, 'run-1', 'config.yaml'), 'utf8'))).toEqual(config)
  expect(JSON.parse(readFileSync(join(outputs, 'run-1', 'plan.json'), 'utf8'))).toEqual([
    { id: 'prompts:all', decision: 'run', reason: 'never made' },
  ])
})

test.each([
  ['prompts:all', 'prompts'],
  ['generate:main', 'candidates'],
  ['critique:main', 'verdicts'],
  ['select:sft', 'sft-selection'],
  ['dataset:dpo', 'dpo-data'],
  ['train:sft', 'sft-adapter'],
  ['sample:base', 'sample-base'],
  ['judge:base:rules', 'judge-base-rules'],
])('%s is found as %s', (id, name) => {
  mkdirSync(join(outputs, 'run-1'))
  linkSteps(outputs, 'run-1', stepsWith([id]))
  expect(mark(name)).toBe(`${id} 1`)
  expect(isAbsolute(readlinkSync(join(outputs, 'run-1', name)))).toBe(false)
})

test('the metrics of a training are found beside its adapter', () => {
  mkdirSync(join(outputs, 'run-1'))
  linkSteps(outputs, 'run-1', stepsWith(['train:sft']))
  expect(readlinkSync(join(outputs, 'run-1', 'sft-metrics.jsonl'))).toMatch(
    /^\.\.\/steps\/train-sft-.*\/metrics\.jsonl$/,
  )
})

test('adapter is the last one that was trained', () => {
  mkdirSync(join(outputs, 'run-1'))
  linkSteps(outputs, 'run-1', stepsWith(['train:sft', 'train:dpo', 'sample:dpo']))
  expect(mark('adapter')).toBe('train:dpo 1')
})

test('links are moved when a step was made anew; the old step stays', () => {
  mkdirSync(join(outputs, 'run-1'))
  linkSteps(outputs, 'run-1', stepsWith(['generate:main']))
  linkSteps(outputs, 'run-1', stepsWith(['generate:main'], 2))
  expect(mark('candidates')).toBe('generate:main 2')
  expect(existsSync(join(outputs, 'steps/generate-main-1/mark'))).toBe(true)
})

test("a link that a killed run had not put in its place yet is in nobody's way", () => {
  mkdirSync(join(outputs, 'run-1'))
  symlinkSync('nowhere', join(outputs, 'run-1', 'candidates.partial'))
  linkSteps(outputs, 'run-1', stepsWith(['generate:main']))
  expect(mark('candidates')).toBe('generate:main 1')
  expect(readdirSync(join(outputs, 'run-1'))).toEqual(['candidates'])
})

test('reports are copied, so that they can be sent to somebody', () => {
  mkdirSync(join(outputs, 'run-1'))
  const steps = stepsWith(['compare:all'])
  writeFileSync(join(outputs, 'steps/compare-all-1/report.json'), '{}')
  linkSteps(outputs, 'run-1', steps)
  rmSync(join(outputs, 'steps'), { recursive: true })
  expect(readFileSync(join(outputs, 'run-1/eval/report.json'), 'utf8')).toBe('{}')
})
