import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { WorkerEvent } from './events.js'
import { openWorkers } from './process.js'
import type { Decision, Job } from './protocol.js'

const fixture = fileURLToPath(new URL('./fixtures/worker.mjs', import.meta.url))
const folder = () => mkdtempSync(join(tmpdir(), 'lattice-worker-'))
const probe: Job = { kind: 'probe', protocol: 1, device: 'cpu', threads: 1, seed: 0 }

async function run(
  behaviour: string,
  {
    job = probe,
    decide,
    signal,
    at = folder(),
    say = '',
  }: {
    say?: string
    job?: Job
    decide?: (event: WorkerEvent) => Decision
    signal?: AbortSignal
    at?: string
  } = {},
): Promise<WorkerEvent[]> {
  const workers = openWorkers({
    command: [process.execPath, fixture, behaviour],
    env: { SAY: JSON.stringify(say) },
    host: false,
  })
  const events = []
  for await (const event of workers.run(job, {
    folder: at,
    decide: decide ?? (() => ({ type: 'continue' })),
    signal,
  })) {
    events.push(event)
  }
  return events
}

test('a job runs and its events come in order', async () => {
  const at = folder()
  const asks = join(at, 'asks.jsonl')
  writeFileSync(asks, '{"key":"k1","messages":[{"role":"user","content":"hi"}]}\n')
  const job: Job = {
    ...probe,
    kind: 'answer',
    model: {
      source: '.',
      revision: null,
      dtype: 'float32',
      quantization: null,
      template: { id: 'plain/v1', jinja: '', stop: [] },
      adapter: null,
    },
    asks,
    answered: null,
    batch_size: 1,
    max_length: null,
  }
  const events = await run('answers', { job, at })
  expect(events.map(({ type }) => type)).toEqual(['ready', 'answer', 'batch', 'done'])
  expect(events[1]).toMatchObject({ key: 'k1', answer: { text: 'HI' } })
  expect(JSON.parse(readFileSync(join(at, 'job.json'), 'utf8'))).toEqual(job)
})

test('what ends a line elsewhere, and every other character, stays within an answer', async () => {
  const said = 'a\u2028b\u2029c\rd\r\ne\u0085f\u0000g\u001b[2Jh\u202ei\ufeffj\ud800k'
  const [, answer] = await run('says', { at: folder(), say: said })
  expect(answer).toMatchObject({ answer: { text: said } })
})

test.each([
  ['crashes', /ended with exit code 3 before it was done/, /the reason stands here/],
  [
    'is killed',
    /killed by the system, most likely for lack of memory/,
    /load_in_4bit.*the same command continues/,
  ],
  ['quits early', /ended with exit code 0 before it was done/, /worker\.log/],
  ['chatters', /not JSON: Loading checkpoint shards/, /event channel/],
  ['speaks another version', /speaks protocol 99, this program speaks 1/, /different versions/],
  ['invents an event', /not in the protocol/, /done/],
  [
    'runs out of memory',
    /^The job ran out of memory: 40 GB\.$/,
    /^Lower what it needs: batch_size.*finished work is kept\.$/,
  ],
  ['fills the disk', /^No space left on device: .* has .* free\.$/, /^Make room there\./],
  ['fails', /^Row 3 has no answer\.$/, /^Mend it\.$/],
])('a worker that %s ends in one clear error', async (behaviour, message, hint) => {
  const failure = await run(behaviour).catch((error: unknown) => error)
  expect(failure).toMatchObject({ name: 'WorkerError', exitCode: 1, message: expect.stringMatching(message) })
  expect((failure as { hint: string }).hint).toMatch(hint)
})

test('a program that is not there is an error, not a hang', async () => {
  const workers = openWorkers({ command: ['/nowhere/python'], env: {}, host: false })
  const events = workers.run(probe, { folder: folder() })
  await expect(events.next()).rejects.toThrow(/can't be started/)
})

test('the decision on a metric is made here and reaches the worker', async () => {
  const decide = (event: WorkerEvent): Decision =>
    event.type === 'metric' && event.values.loss === 'NaN'
      ? { type: 'stop', reason: 'not a number' }
      : { type: 'continue' }
  const events = await run('decides', { decide })
  expect(events.at(-1)).toEqual({ type: 'done', result: { step: 2, reason: 'not a number' } })
})

test('an abort reaches the worker as SIGINT, and its clean end is an interruption', async () => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 300)
  await expect(run('waits for a signal', { signal: controller.signal })).rejects.toMatchObject({
    kind: 'interrupted',
  })
})

test('an abort that comes when the worker is gone already is no crash', async () => {
  const workers = openWorkers({ command: [process.execPath, fixture, 'crashes'], env: {}, host: false })
  const controller = new AbortController()
  const events = workers.run(probe, { folder: folder(), signal: controller.signal })
  expect((await events.next()).value).toMatchObject({ type: 'ready' })
  await new Promise((resolve) => setTimeout(resolve, 300))
  controller.abort()
  await expect(events.next()).rejects.toThrow(/exit code 3/)
})

test('an error shows what this worker said last, not what one before it did', async () => {
  const at = folder()
  await run('crashes', { at }).catch(() => undefined)
  const failure = (await run('quits early', { at }).catch((error: unknown) => error)) as { hint: string }
  expect(failure.hint).not.toContain('the reason stands here')
  expect(readFileSync(join(at, 'worker.log'), 'utf8')).toBe('the reason stands here\n')
})

test('a log that can not be written ends no job', async () => {
  const at = folder()
  mkdirSync(join(at, 'worker.log'))
  await expect(run('crashes', { at })).rejects.toThrow(/exit code 3/)
})
