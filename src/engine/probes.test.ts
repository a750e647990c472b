import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { probesSchema } from '../core/config/probes.js'
import { redactorWith } from '../core/redaction/redact.js'
import type { WorkerEvent } from '../io/worker/events.js'
import { openProbeLog, probePrompts } from './probes.js'
import { openDoor } from './redaction.js'

const scratch = () => mkdtempSync(join(tmpdir(), 'lattice-probes-'))

function rowsFile(ids: readonly string[]): string {
  const path = join(scratch(), 'rows.jsonl')
  const rows = ids.map((id) => ({ promptId: id, prompt: [{ role: 'user', content: `ask ${id}` }], more: 1 }))
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return path
}

const asked = async (prompts: unknown, files: string[]) =>
  (await probePrompts(probesSchema.parse({ prompts }), files, null)).map(({ id, messages }) => [
    id,
    messages[0]?.content,
  ])

test('the prompts are those with the lowest ids, each once, whatever the order of the rows', async () => {
  const expected = [
    ['p1', 'ask p1'],
    ['p2', 'ask p2'],
  ]
  expect(await asked(2, [rowsFile(['p3', 'p2', 'p1', 'p2'])])).toEqual(expected)
  expect(await asked(2, [rowsFile(['p1', 'p1', 'p2', 'p3'])])).toEqual(expected)
})

test('training rows serve where no row validates; one’s own prompts need none; 0 asks nothing', async () => {
  expect(await asked(3, [rowsFile([]), rowsFile(['p9'])])).toEqual([['p9', 'ask p9']])
  expect(await asked(3, [rowsFile([])])).toEqual([])
  expect(await asked(['Why?'], [])).toEqual([[null, 'Why?']])
  expect(await asked(0, [rowsFile(['p1'])])).toEqual([])
})

const prompts = [{ id: 'p1', messages: [{ role: 'user' as const, content: 'Why?' }] }]
const loss = (step: number, split: 'train' | 'validation', value: number): WorkerEvent => ({
  ...{ type: 'metric', split, global_step: step, epoch: 0, tokens_seen: 0, decide: false },
  values: { loss: value },
})
const sample = (step: number, text: string): WorkerEvent => ({
  ...{ type: 'sample', global_step: step, epoch: 0 },
  answers: [{ text, finish: 'stop', tokens: 1 }],
})
const kept = (folder: string) =>
  readFileSync(join(folder, 'probes.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
const told = (rows: readonly { step: number; text: string }[]) => rows.map(({ step, text }) => [step, text])

test('answers are on disk at once, with the loss that was told last and what was said before', async () => {
  const folder = scratch()
  const log = await openProbeLog({ folder, from: null, prompts, door: null })
  expect(log.record(sample(0, 'a'))).toMatchObject([{ before: null, previous: null }])
  for (const event of [loss(2, 'train', 3), loss(2, 'validation', 2)]) expect(log.record(event)).toEqual([])
  log.record(sample(2, 'b'))
  expect(log.record({ ...sample(4, ''), answers: [{ failed: 'NaN' }] } as WorkerEvent)).toMatchObject([
    { before: { text: 'a' }, previous: { text: 'b' }, row: { text: null, failed: 'NaN' } },
  ])
  expect(kept(folder)).toMatchObject([
    { step: 0, probe: 1, prompt_id: 'p1', loss: null, split: null },
    { step: 2, text: 'b', loss: 2, split: 'validation' },
    { step: 4, text: null },
  ])
  expect(log.rows()).toEqual(kept(folder))
  log.close()
})

test('a training that goes on keeps what was said up to there; one that starts again keeps nothing', async () => {
  const folder = scratch()
  const first = await openProbeLog({ folder, from: null, prompts, door: null })
  for (const event of [sample(0, 'a'), sample(2, 'b'), sample(4, 'lost')]) first.record(event)
  first.close()
  // Killed in the middle of a line.
  writeFileSync(join(folder, 'probes.jsonl'), '{"step": 4, "te', { flag: 'a' })

  const second = await openProbeLog({ folder, from: 2, prompts, door: null })
  expect(second.record(sample(4, 'c'))).toMatchObject([{ before: { text: 'a' }, previous: { text: 'b' } }])
  second.close()
  expect(told(kept(folder))).toEqual([
    [0, 'a'],
    [2, 'b'],
    [4, 'c'],
  ])

  const third = await openProbeLog({ folder, from: null, prompts, door: null })
  third.close()
  expect(kept(folder)).toEqual([])
})

test('where text is redacted, a probe and its answers are', async () => {
  const door = openDoor(redactorWith({ types: ['email'], key: Buffer.alloc(32, 7).toString('hex') }))
  const own = await probePrompts(probesSchema.parse({ prompts: ['Write to a@b.example'] }), [], door)
  const folder = scratch()
  const log = await openProbeLog({ folder, from: null, prompts: own, door })
  log.record(sample(0, 'Mail me: someone@mail.example'))
  log.close()
  expect(kept(folder)[0].prompt[0].content).toMatch(/^Write to \[EMAIL/)
  expect(kept(folder)[0].text).toMatch(/^Mail me: \[EMAIL/)
})
