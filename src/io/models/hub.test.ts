import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { resolveRevision } from './hub.js'

const commit = '0123456789abcdef0123456789abcdef01234567'
const token = 'hf_secretsecretsecret'
let server: Server
let hubUrl: string
let answer: { status: number; body: unknown }
let requests: { url: string | undefined; authorization: string | undefined }[]
let cache: string

beforeEach(async () => {
  requests = []
  answer = { status: 200, body: { id: 'owner/model', sha: commit } }
  server = createServer(({ url, headers }, response) => {
    requests.push({ url, authorization: headers.authorization })
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  cache = mkdtempSync(join(tmpdir(), 'lattice-hub-'))
  vi.stubEnv('HF_TOKEN', '')
  vi.stubEnv('HF_ENDPOINT', '')
  vi.stubEnv('HF_HUB_CACHE', cache)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  rmSync(cache, { recursive: true })
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const resolved = (change: Partial<Parameters<typeof resolveRevision>[0]> = {}) =>
  resolveRevision({ name: 'owner/model', revision: 'main', offline: false, hubUrl, ...change })
const failure = (change: Partial<Parameters<typeof resolveRevision>[0]> = {}) =>
  resolved(change).then(
    () => expect.unreachable(),
    (error: { message: string; hint: string; exitCode: number; cause: unknown }) => error,
  )

test('a branch becomes the commit that the Hub names', async () => {
  expect(await resolved({ revision: 'v1' })).toBe(commit)
  expect(requests[0]?.url).toContain('/api/models/owner/model/revision/v1')
})

test('a commit is itself, and nobody is asked', async () => {
  expect(await resolved({ revision: commit, offline: true })).toBe(commit)
  expect(await resolved({ revision: commit })).toBe(commit)
  expect(requests).toEqual([])
})

test('the Hub is where HF_ENDPOINT says, as for Python', async () => {
  vi.stubEnv('HF_ENDPOINT', hubUrl)
  expect(await resolved({ hubUrl: undefined })).toBe(commit)
  expect(requests).toHaveLength(1)
})

test.each([
  [token, `Bearer ${token}`],
  [` ${token}\n`, `Bearer ${token}`],
  ['', undefined],
  ['something-else', undefined],
])('HF_TOKEN %j is sent as %s', async (value, authorization) => {
  vi.stubEnv('HF_TOKEN', value)
  await resolved()
  expect(requests[0]?.authorization).toBe(authorization)
})

test.each([
  [404, 'main', /^There is no model owner\/model on the Hub\.$/],
  [404, 'v9', /no model owner\/model with the revision v9/],
  [401, 'main', /private, gated or misspelt/],
  [403, 'main', /private, gated or misspelt/],
  [500, 'main', /can't be reached to resolve it/],
])(
  'status %i is a prerequisite that is missing, with a way out and without the token',
  async (status, revision, message) => {
    vi.stubEnv('HF_TOKEN', token)
    answer = { status, body: { error: `no, not with ${token}` } }
    const error = await failure({ revision })
    expect(error).toMatchObject({ exitCode: 3, message: expect.stringMatching(message) })
    expect(error.hint).toBeTruthy()
    expect(`${error.message} ${error.hint} ${JSON.stringify(error)} ${error.cause}`).not.toContain(token)
  },
)

test('a token that breaks the request is not quoted', async () => {
  vi.stubEnv('HF_TOKEN', 'hf_secret\nsecret')
  const error = await failure()
  expect(error.message).not.toMatch(/hf_|secret/)
})

test('a Hub that is not there is said to be so', async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  const error = await failure()
  expect(error).toMatchObject({ exitCode: 3, hint: expect.stringContaining('--offline') })
  server.listen(0)
})

function cached(revision: string): void {
  const file = join(cache, 'models--owner--model', 'refs', revision)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, commit)
}

test('offline, the cache says which commit a branch was', async () => {
  cached('main')
  cached('refs/pr/1')
  expect(await resolved({ offline: true })).toBe(commit)
  expect(await resolved({ offline: true, revision: 'refs/pr/1' })).toBe(commit)
  expect(requests).toEqual([])
})

test('offline, what is not in the cache is refused', async () => {
  cached('main')
  expect(await failure({ offline: true, revision: 'v2' })).toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('owner/model@v2 is not in the Hugging Face cache'),
  })
  expect(requests).toEqual([])
})

test.each([
  [{ HF_HUB_CACHE: undefined, HF_HOME: 'HOME' }, 'HOME/hub'],
  [{ HF_HUB_CACHE: undefined, HF_HOME: undefined, XDG_CACHE_HOME: 'XDG' }, 'XDG/huggingface/hub'],
])('the cache is where Python has it: %j', async (variables, place) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value && join(cache, value))
  const file = join(cache, place, 'models--owner--model', 'refs', 'main')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${commit}\n`)
  expect(await resolved({ offline: true })).toBe(commit)
})
