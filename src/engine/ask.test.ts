import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Answer, Ask } from '../core/asks.js'
import { type Ledger, openLedger } from '../io/ledger/ledger.js'
import { type Answerer, type AskContext, answerAll } from './ask.js'

let outputs: string
let ledger: Ledger
/** Keys that reached the model, in the order of its answers. */
let asked: string[]
beforeEach(() => {
  outputs = mkdtempSync(join(tmpdir(), 'lattice-ask-'))
  ledger = openLedger(outputs)
  asked = []
})
afterEach(() => {
  ledger.close()
  rmSync(outputs, { recursive: true })
})

const want = { text: { max_new_tokens: 8, temperature: 0, top_p: 1, seed: 1 } }
const ask = (key: string): Ask => ({ key, messages: [{ role: 'user', content: `about ${key}` }], want })
const said = (text: string): Answer => ({ text, finish: 'stop', tokens: 1 })
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').filter(Boolean)

/** A model that answers what has no answer yet, after `change` of the order; it syncs every `batch` answers. */
function model({
  change = (asks) => asks,
  voice = 'answer',
  batch = 2,
}: {
  change?: (asks: Ask[]) => Ask[]
  voice?: string
  batch?: number
} = {}): Answerer {
  return async function* ({ asks, answered }) {
    const done = new Set(linesOf(answered))
    const all = linesOf(asks).map((line) => JSON.parse(line) as Ask)
    for (const [index, { key }] of change(all.filter(({ key }) => !done.has(key))).entries()) {
      asked.push(key)
      yield { key, answer: said(`${voice} to ${key}`) }
      if (index % batch === batch - 1) yield 'batch'
    }
    yield 'batch'
  }
}

/** Dies after so many answers. */
function mortal(answerer: Answerer, life: number): Answerer {
  return async function* (files) {
    let left = life
    for await (const message of answerer(files)) {
      if (message !== 'batch' && left-- === 0) throw new Error('the worker died')
      yield message
    }
  }
}

async function answers(keys: readonly string[], context: Partial<AskContext> & { step?: string } = {}) {
  const { step = 'a', ...rest } = context
  const folder = join(outputs, 'steps', step)
  mkdirSync(folder, { recursive: true })
  const found = []
  const all = answerAll(
    async function* () {
      for (const key of keys) yield ask(key)
    },
    {
      door: null,
      folder,
      outputs,
      index: ledger.answers,
      answerer: model(),
      force: false,
      heard: null,
      progress: () => undefined,
      ...rest,
    },
  )
  for await (const { ask, answer } of all) {
    found.push(`${ask.key}: ${'text' in answer ? answer.text : JSON.stringify(answer)}`)
  }
  return found
}
const answersFile = (step = 'a') => join(outputs, 'steps', step, 'answers.jsonl')

test('answers come in the order of the asks, whatever order the model has', async () => {
  const keys = ['c', 'a', 'b', 'e', 'd']
  const found = await answers(keys, { answerer: model({ change: (asks) => asks.toReversed() }) })
  expect(found).toEqual(keys.map((key) => `${key}: answer to ${key}`))
  expect(asked).toEqual(keys.toReversed())
})

test('the same ask twice is asked once and answered twice', async () => {
  expect(await answers(['a', 'b', 'a', 'a'])).toEqual(
    ['a', 'b', 'a', 'a'].map((key) => `${key}: answer to ${key}`),
  )
  expect(asked).toEqual(['a', 'b'])
})

test('nothing to ask asks nothing', async () => {
  expect(await answers([])).toEqual([])
  expect(asked).toEqual([])
})

test('what this step recorded is not asked again', async () => {
  await answers(['a', 'b'])
  asked = []
  await answers(['a', 'b', 'c'], { answerer: model({ voice: 'other' }) })
  expect(asked).toEqual(['c'])
  expect(await answers(['a', 'b', 'c'])).toEqual(['a: answer to a', 'b: answer to b', 'c: other to c'])
})

test('what another step recorded is copied, without starting the model', async () => {
  await answers(['a', 'b'])
  const copy = await answers(['b', 'a'], {
    step: 'other',
    answerer: () => {
      throw new Error('the model was started')
    },
  })
  expect(copy).toEqual(['b: answer to b', 'a: answer to a'])
  expect(linesOf(answersFile('other'))).toHaveLength(2)
})

test('what a killed run had in its file and not yet in the ledger is found by other steps when it went on', async () => {
  await answers(['1', '2'])
  ledger.answers.forget('steps/a/answers.jsonl')
  await answers(['1', '2'])
  asked = []
  await answers(['1', '2'], { step: 'b' })
  expect(asked).toEqual([])
})

test('force asks again, and its answers hold from then on, for other steps too', async () => {
  await answers(['a', 'b'])
  await answers(['a', 'b'], { step: 'second' })
  const forced = await answers(['a', 'b'], {
    step: 'second',
    force: true,
    answerer: model({ voice: 'new' }),
  })
  expect(forced).toEqual(['a: new to a', 'b: new to b'])
  expect(await answers(['a', 'b'], { step: 'third' })).toEqual(forced)
})

test('an answer that comes twice, or to what nobody asked, changes nothing', async () => {
  const answerer: Answerer = async function* (files) {
    for await (const message of model()(files)) {
      yield message
      if (message === 'batch') continue
      yield { key: message.key, answer: said('a second thought') }
      yield { key: 'nobody asked', answer: said('me') }
    }
  }
  expect(await answers(['a', 'b'], { answerer })).toEqual(['a: answer to a', 'b: answer to b'])
  expect(linesOf(answersFile())).toHaveLength(2)
})

test('a model that leaves asks out is an error that says how many, and keeps the others', async () => {
  const forgetful = model({ change: (asks) => asks.filter(({ key }) => key !== 'b' && key !== 'd') })
  const failure = await answers(['a', 'b', 'c', 'd'], { answerer: forgetful }).catch((error) => error)
  expect(failure).toMatchObject({
    name: 'LatticeError',
    exitCode: 1,
    message: 'The model left 2 of 4 asks without an answer.',
    hint: expect.stringContaining('worker.log'),
  })
  asked = []
  expect(await answers(['a', 'b', 'c', 'd'])).toHaveLength(4)
  expect(asked).toEqual(['b', 'd'])
})

test.each([0, 1, 2, 3])(
  'an answer is told when it is on disk, also when the model dies after %i',
  async (life) => {
    const told: string[] = []
    const heard = ({ key }: Ask) => {
      const recorded = linesOf(join(outputs, 'steps', 'a', 'answers.jsonl')).map(
        (line) => JSON.parse(line).key,
      )
      expect(recorded).toContain(key)
      told.push(key)
    }
    await expect(answers(['1', '2', '3', '4'], { heard, answerer: mortal(model(), life) })).rejects.toThrow(
      'died',
    )
    expect(told).toEqual(['1', '2'].slice(0, 2 * Math.floor(life / 2)))
  },
)

test('a failed answer is an answer', async () => {
  const answerer: Answerer = async function* () {
    yield { key: 'a', answer: { failed: 'too long' } }
  }
  expect(await answers(['a'], { answerer })).toEqual(['a: {"failed":"too long"}'])
  expect(await answers(['a'])).toEqual(['a: {"failed":"too long"}'])
  expect(asked).toEqual([])
})

test('the model gets every ask once, in order, and the keys that have an answer', async () => {
  await answers(['b'])
  let seen: unknown
  const answerer: Answerer = async function* (files) {
    seen = {
      asks: linesOf(files.asks).map((line) => (JSON.parse(line) as Ask).key),
      answered: linesOf(files.answered),
      total: files.total,
    }
    yield* model()(files)
  }
  await answers(['c', 'b', 'a', 'c'], { answerer })
  expect(seen).toEqual({ asks: ['c', 'b', 'a'], answered: ['b'], total: 2 })
  expect(existsSync(join(outputs, 'steps', 'a', 'asks.jsonl'))).toBe(false)
})

test('progress counts what was there already', async () => {
  await answers(['a', 'b'])
  const told: string[] = []
  await answers(['a', 'b', 'c', 'd', 'e'], { progress: (done, total) => told.push(`${done}/${total}`) })
  expect(told).toEqual(['4/5', '5/5'])
})

test.each([0, 1, 2, 3, 4])('a model that dies after %i answers is gone on with', async (life) => {
  const keys = ['a', 'b', 'c', 'd', 'e']
  await expect(answers(keys, { answerer: mortal(model(), life) })).rejects.toThrow('the worker died')
  asked = []
  expect(await answers(keys)).toEqual(keys.map((key) => `${key}: answer to ${key}`))
  expect(asked).toEqual(keys.slice(life))
})

test('a file that was torn at any byte is gone on with', async () => {
  const keys = ['a', 'b', 'c']
  const undisturbed = await answers(keys)
  const whole = readFileSync(answersFile())
  for (let length = 0; length < whole.length; length += 31) {
    ledger.answers.forget('steps/a/answers.jsonl')
    writeFileSync(answersFile(), whole.subarray(0, length))
    expect(await answers(keys)).toEqual(undisturbed)
    expect(readFileSync(answersFile())).toEqual(whole)
  }
})

test('a line of answers.jsonl that something else has changed is named', async () => {
  await answers(['a', 'b'])
  const [first] = linesOf(answersFile())
  writeFileSync(answersFile(), `${first}\n{"key":"b","answer":{"text":7}}\n`)
  await expect(answers(['a', 'b'])).rejects.toThrow(/answers\.jsonl:2: answer: /)
})

test('whatever was asked before and however often it died, each key has one answer, in order', async () => {
  const keys = fc.array(fc.constantFrom(...'abcdefgh'), { maxLength: 12 })
  let round = 0
  await fc.assert(
    fc.asyncProperty(keys, keys, fc.nat(6), async (first, second, life) => {
      round += 1
      const [before, now] = [first, second].map((keys) => keys.map((key) => `${key}${round}`)) as [
        string[],
        string[],
      ]
      const step = `round-${round}`
      await answers(before, { step })
      asked = []
      await answers(now, { step, answerer: mortal(model(), life) }).catch(() => undefined)
      expect(await answers(now, { step })).toEqual(now.map((key) => `${key}: answer to ${key}`))
      expect(asked.filter((key) => before.includes(key))).toEqual([])
    }),
    { numRuns: 12 },
  )
})
