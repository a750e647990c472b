import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { ContentEvent } from '../../core/log/event.js'
import type { LogRecord } from '../../core/log/record.js'
import { type SmallProject, smallProject } from '../fixtures/small-project.js'
import { silentObserver } from '../observer.js'
import { viewRun } from '../run-view.js'
import { performRun } from '../session.js'
import { eventsOfRun } from './events-of-step.js'

let project: SmallProject
let made: string
let heard: ContentEvent[] = []
let heardFirst: ContentEvent[]
const observer = { ...silentObserver, shows: () => true, said: (event: ContentEvent) => heard.push(event) }

// One run of the whole chain, which the tests look at in turn.
beforeAll(async () => {
  project = smallProject()
  made = (await run()).run.id
  heardFirst = heard
}, 120_000)

beforeEach(() => {
  heard = []
})

const run = (settings: Record<string, unknown> = {}, failure = '') =>
  performRun({ ...project.request(), config: project.config(settings), observer }, project.house(failure))
const logOf = (id: string): LogRecord[] =>
  readFileSync(join(project.folder, 'outputs', id, 'content.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
const storyOf = async (id: string) => {
  const events: ContentEvent[] = []
  for await (const event of eventsOfRun(viewRun(join(project.folder, 'outputs'), { id, status: 'done' })))
    events.push(event)
  return events
}
const stages = (events: readonly { stage: string }[]) =>
  new Set(events.map(({ stage }) => stage.split(' ')[0]))

test('every stage of the chain has its events, with who said what', async () => {
  const events = await storyOf(made)
  const expected = [
    'SUMMARY',
    'INITIAL-GENERATION',
    'EVAL-INPUT',
    'EVAL-MODEL-RESPONSE',
    'CRITIQUE-GENERATION',
    'INITIAL-EVALUATION',
    'EVAL-DECISION',
    'TRAINING-EXAMPLE',
    'TRAINING-PAIR-CREATED',
    'TRAINING-PAIR-SKIPPED',
    'EPOCH-1-COMPLETE',
    'EPOCH-1-BATCH-0-PROBE-1',
    'BASE-MODEL-OUTPUT',
    'TRAINED-MODEL-OUTPUT',
    'COMPARISON-TEST',
    'SIDE-BY-SIDE-DIFF',
  ]
  expect([...stages(events)]).toEqual(expect.arrayContaining(expected))
  const speakers = new Set(events.filter(({ kind }) => kind === 'TRAINED-MODEL-OUTPUT').map(({ by }) => by))
  expect([...speakers].map((by) => by?.split(' + ')[1])).toEqual(['sft', 'dpo'])
  expect(new Set(events.filter(({ step }) => step.endsWith(':rules')).map(({ by }) => by))).toContain('rules')
})

test('an answer is told before its step is done, and told once', () => {
  const ofGenerate = heardFirst.filter(({ step }) => step === 'generate:main')
  const generations = ofGenerate.filter(({ kind }) => kind === 'INITIAL-GENERATION')
  expect(generations).toHaveLength(24 * 4)
  expect(ofGenerate.at(-1)?.kind).toBe('SUMMARY')
  expect(generations.every(({ about }) => about.length === 0)).toBe(true)
  const epochs = heardFirst.filter(({ kind, step }) => kind === 'EPOCH-COMPLETE' && step === 'train:sft')
  expect(epochs.map(({ stage }) => stage)).toEqual(['EPOCH-1-COMPLETE'])
  const changes = heardFirst.filter(({ kind, step }) => kind === 'PROBE-CHANGE' && step === 'train:sft')
  expect(changes.map(({ metadata }) => metadata.step)).toEqual([3, 4, 5])
  expect(changes[0]?.content).toMatchObject({ before: 'You must do as I say.' })
})

test('the log beside the run holds every step once, also when the run goes on', async () => {
  const events = await storyOf(made)
  expect(logOf(made)).toHaveLength(events.length)
  await run()
  expect(logOf(made)).toHaveLength(events.length)
})

test.each([
  ['the last step', "number = (SELECT max(number) FROM events WHERE kind = 'content-logged')"],
  ['the very first step', "kind = 'content-logged'"],
])('%s is told once, when the run was killed before it was noted that it was told', async (_, unnoted) => {
  const path = join(project.folder, 'outputs', made, 'content.jsonl')
  const whole = readFileSync(path, 'utf8').trimEnd().split('\n')
  const ledger = new Database(join(project.folder, 'outputs', 'lattice.db'))
  ledger.exec(`DELETE FROM events WHERE ${unnoted}`)
  ledger.close()
  await run()
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(whole.length)
})

test('a run that reuses steps tells their story too, and says aloud only what is new', async () => {
  const { run: second } = await run({ 'train.dpo.beta': 0.5 })
  expect(stages(logOf(second.id))).toEqual(stages(await storyOf(second.id)))
  expect(heard.every(({ step }) => !step.startsWith('generate') && step !== 'train:sft')).toBe(true)
  expect(heard.some(({ step }) => step === 'train:dpo')).toBe(true)
})

test('what fails is in the log, and in what is read of the run afterwards', async () => {
  await expect(run({ 'generate.n': 5 }, 'die after 5 answers')).rejects.toThrow()
  expect(heard.at(-1)).toMatchObject({ kind: 'ERROR', step: 'generate:main' })
  expect(logOf('lattice-3').at(-1)).toMatchObject({ stage: 'ERROR' })
  expect((await storyOf('lattice-3')).at(-1)).toMatchObject({ kind: 'ERROR', step: 'generate:main' })
})
