import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Outcome } from '../engine/session.js'
import { filesText, stepsText, summaryOf } from './outcome.js'

let outputs: string
beforeEach(() => {
  outputs = mkdtempSync(join(tmpdir(), 'lattice-outcome-'))
  mkdirSync(join(outputs, 'run-1'))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(outputs, { recursive: true })
})

const outcome = (...steps: [string, boolean, Record<string, unknown>?][]) =>
  ({
    run: { id: 'run-1' },
    steps: new Map(
      steps.map(([id, reused, facts = {}]) => [
        id,
        { folder: `steps/${id.replaceAll(':', '-')}`, facts, reused },
      ]),
    ),
  }) as unknown as Outcome

test('a summary says of each step whether it was made, where it lies and what came of it', () => {
  const { steps, run } = summaryOf(
    outcome(['prompts:all', true], ['generate:main', false, { candidates: 8 }]),
    outputs,
  )
  expect(run).toBe('run-1')
  expect(steps).toEqual([
    { id: 'prompts:all', decision: 'reuse', folder: join(outputs, 'steps/prompts-all'), facts: {} },
    {
      id: 'generate:main',
      decision: 'run',
      folder: join(outputs, 'steps/generate-main'),
      facts: { candidates: 8 },
    },
  ])
})

test('paths below the folder where lattice runs are shown from there', () => {
  vi.spyOn(process, 'cwd').mockReturnValue(join(outputs, '..'))
  expect(summaryOf(outcome(), outputs).folder).toMatch(/^lattice-outcome-[^/]+\/run-1$/)
})

test('an adapter is named by a command that knows its training, once there is one', () => {
  expect(summaryOf(outcome(['train:sft', false]), outputs).adapter).toBeNull()
  mkdirSync(join(outputs, 'run-1', 'adapter'))
  const summary = summaryOf(outcome(['train:sft', false]), outputs)
  expect(summary.adapter).toBe(join(outputs, 'run-1', 'adapter'))
  expect(filesText(summary)).toContain('lattice sample "…" --run run-1')
  expect(summaryOf(outcome(['generate:main', false]), outputs).adapter).toBeNull()
})

test('the report of an earlier command is not passed off as that of this one', () => {
  mkdirSync(join(outputs, 'run-1', 'eval'))
  writeFileSync(join(outputs, 'run-1', 'eval', 'report.json'), '{}')
  expect(summaryOf(outcome(['generate:main', false]), outputs).report).toBeNull()
})

test('figures stand in one line, long ones shortened, with what was left out for which reason', () => {
  const { steps, ...rest } = summaryOf(
    outcome([
      'select:sft',
      false,
      { chosen: 3, mean_score: 4.123456, warnings: ['x'], dropped: { empty: 1 } },
    ]),
    outputs,
  )
  expect(stepsText({ steps, ...rest })).toBe('select:sft  chosen 3 · mean score 4.123 · left out: 1 empty\n')
})
