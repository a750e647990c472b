import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { downloadSize, modelOnHub, resolveRevision } from './hub.js'

const commit = '0123456789abcdef0123456789abcdef01234567'
const token = 'hf_secretsecretsecret'
let server: Server
let hubUrl: string
interface Answered {
  status: number
  body: unknown
  code?: string
  /** The status holds only where the address has this in it. */
  only?: string
  /** Of config.json, and of the tree. */
  size?: number
  files?: unknown[]
}
let answer: Answered
let requests: { url: string | undefined; authorization: string | undefined }[]
let cache: string

beforeEach(async () => {
  requests = []
  answer = { status: 200, body: { id: 'owner/model', sha: commit } }
  server = createServer(({ url = '', headers }, response) => {
    requests.push({ url, authorization: headers.authorization })
    const { status, body, code, only = '', size, files } = answer
    const met = url.includes(only) ? status : 200
    const known = { 'content-type': 'application/json', etag: '"1"', 'content-range': `bytes 0-0/${size}` }
    response.writeHead(met, { ...known, ...(code && met !== 200 ? { 'X-Error-Code': code } : {}) })
    response.end(JSON.stringify(url.includes('/tree/') && met === 200 ? files : body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  cache = mkdtempSync(join(tmpdir(), 'lattice-hub-'))
  vi.stubEnv('HF_TOKEN', '')
  vi.stubEnv('HF_TOKEN_PATH', join(cache, 'none'))
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

interface Refused {
  status: number
  code?: string
  revision?: string
  token?: string
  name?: string
}
const refusals: [string, Refused, RegExp, RegExp][] = [
  [
    'unknown',
    { status: 404, code: 'RepoNotFound', token },
    /^There is no model owner\/model on the Hub/,
    /spelling/,
  ],
  ['unknown or private', { status: 401, code: 'RepoNotFound' }, /or it is not a public model/, /HF_TOKEN/],
  [
    'mistyped',
    { status: 401, code: 'RepoNotFound', name: 'micorsoft/phi-2' },
    /no model/,
    /Did you mean microsoft\/phi-2\?/,
  ],
  [
    'a revision',
    { status: 404, code: 'RevisionNotFound', revision: 'v9' },
    /has no revision v9/,
    /branch, a tag/,
  ],
  ['gated, no token', { status: 401, code: 'GatedRepo' }, /is gated: its weights are given/, /hf auth login/],
  [
    'gated, not accepted',
    { status: 403, code: 'GatedRepo', token },
    /is gated, and the account/,
    /with that account/,
  ],
  ['a bad token', { status: 401, token }, /refuses the token/, /Make a new one/],
  ['too many questions', { status: 429 }, /fewer questions/, /HF_TOKEN/],
  ['broken', { status: 500 }, /The Hub failed \(status 500\)/, /--offline/],
]

test.each(refusals)(
  '%s: one message, a way out, and no token in it',
  async (_, { status, code, revision = 'main', token: sent = '', name = 'owner/model' }, message, hint) => {
    vi.stubEnv('HF_TOKEN', sent)
    answer = { status, body: { error: `no, not with ${token}` }, ...(code && { code }) }
    const error = await failure({ revision, name })
    expect(error).toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
    expect(`${error.message} ${error.hint} ${JSON.stringify(error)} ${error.cause}`).not.toContain(token)
  },
)

test.each([
  ['ruls', /^Did you mean rules \(/],
  ['tiny-', /^Did you mean tiny\?/],
  ['microsoft/phi2', /^Did you mean microsoft\/phi-2\?/],
  ['phi-2', /^Did you mean microsoft\/phi-2\?/],
  ['rules', /^rules judges/],
  ['owner/model', /^(Without a network|Run once)/],
])('without the Hub, with and without --offline, the name %s says what was meant', async (name, hint) => {
  for (const offline of [true, false]) {
    const error = await failure({ name, offline, hubUrl: 'http://127.0.0.1:1' })
    expect(error.hint).toMatch(hint)
  }
})

test.each(['phi 2', 'a/b/c', 'owner/', 'https://example.org/model'])(
  '%s is no name, and nobody is asked about it',
  async (name) => {
    expect(await failure({ name })).toMatchObject({ exitCode: 2 })
    expect(requests).toEqual([])
  },
)

test('the token that hf auth login wrote is sent too', async () => {
  vi.stubEnv('HF_TOKEN_PATH', join(cache, 'token'))
  writeFileSync(join(cache, 'token'), `${token}\n`)
  await resolved()
  expect(requests[0]?.authorization).toBe(`Bearer ${token}`)
})

test('licence and gate are those of the card', async () => {
  answer = {
    status: 200,
    body: { id: 'owner/model', sha: commit, gated: 'manual', cardData: { license: 'llama3.2' } },
  }
  const place = { name: 'owner/model', revision: 'main', hubUrl }
  expect(await modelOnHub(place)).toEqual({ commit, licence: 'llama3.2', gated: true })
  answer = { status: 200, body: { id: 'owner/model', sha: commit, gated: false } }
  expect(await modelOnHub(place)).toEqual({ commit, licence: null, gated: false })
})

describe('before a download', () => {
  const file = (path: string, size: number) => ({ type: 'file', path, size, oid: '0' })
  const shards = [
    file('model-00001-of-00002.safetensors', 5000),
    file('model-00002-of-00002.safetensors', 700),
  ]
  const size = () => downloadSize({ name: 'owner/model', revision: commit, hubUrl })
  beforeEach(() => {
    answer.size = 600
  })

  test('its size is that of the weights and the small files that Python fetches', async () => {
    const others = [
      file('pytorch_model.bin', 9999),
      file('consolidated.safetensors', 9999),
      file('README.md', 9),
    ]
    answer.files = [...shards, file('config.json', 600), file('tokenizer.json', 80), ...others]
    expect(await size()).toBe(5000 + 700 + 600 + 80)
    expect(requests.map(({ url }) => url?.split('?')[0])).toEqual([
      `/owner/model/resolve/${commit}/config.json`,
      `/api/models/owner/model/tree/${commit}`,
    ])
  })

  test('a gated model is refused at its first file, though anyone may see its page', async () => {
    answer = { status: 403, code: 'GatedRepo', body: { error: 'Access is restricted' }, only: '/resolve/' }
    await expect(size()).rejects.toMatchObject({ exitCode: 3, message: expect.stringMatching(/is gated/) })
  })

  test('a repository without a config, or without safetensors, is said to be no model for us', async () => {
    answer.files = [file('config.json', 600), file('pytorch_model.bin', 9999)]
    await expect(size()).rejects.toThrow('it has no weights in safetensors format')
    answer = { status: 404, code: 'EntryNotFound', body: {}, only: '/resolve/' }
    await expect(size()).rejects.toThrow('it has no config.json')
  })
})

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
