import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { safetensors } from '../io/models/fixtures/safetensors.js'
import { requireHubModels } from './hub-models.js'
import type { StepModel } from './step.js'

const commit = 'c'.repeat(40)
let cache: string
let server: Server
let asked: string[]
let weights: number
let notes: string[]

beforeEach(async () => {
  cache = mkdtempSync(join(tmpdir(), 'lattice-hub-models-'))
  asked = []
  notes = []
  weights = 5_000_000_000
  server = createServer(({ url = '' }, response) => {
    asked.push(url)
    response.writeHead(200, {
      'content-type': 'application/json',
      etag: '"1"',
      'content-range': 'bytes 0-0/600',
    })
    response.end(JSON.stringify([{ type: 'file', path: 'model.safetensors', size: weights }]))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('HF_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  vi.stubEnv('HF_HUB_CACHE', cache)
  vi.stubEnv('HF_TOKEN', '')
  vi.stubEnv('HF_TOKEN_PATH', join(cache, 'none'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  rmSync(cache, { recursive: true })
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const model = (source: string, revision: string | null = commit) =>
  ({ wire: { source, revision } }) as StepModel
const required = (models: StepModel[], offline = false) =>
  requireHubModels(models, { offline, observer: { note: (text) => notes.push(text) } })

function cached(name: string, files: Record<string, string | Buffer>): void {
  const folder = join(cache, `models--${name.replace('/', '--')}`, 'snapshots', commit)
  mkdirSync(folder, { recursive: true })
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content)
}

test('folders and what the cache holds whole need nobody', async () => {
  cached('owner/model', { 'config.json': '{}', 'model.safetensors': safetensors('weights') })
  await required([model('/a/folder', null), model('owner/model')])
  expect([asked, notes]).toEqual([[], []])
})

test('weights that were cut in the cache are named, with what makes them whole again', async () => {
  cached('owner/model', { 'config.json': '{}', 'model.safetensors': safetensors('weights').subarray(0, -1) })
  await expect(required([model('owner/model')])).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/model\.safetensors is damaged: its header lists 7 bytes of weights/),
    hint: `Remove ${join(cache, 'models--owner--model')}: the model is then downloaded again.`,
  })
})

test('what is to be downloaded is said once, with its size', async () => {
  weights = 1_000_000
  await required([model('owner/model'), model('owner/model')])
  expect(notes).toEqual(['owner/model is not in the Hugging Face cache: 1 MB to download, once.'])
})

test('what does not fit on the disk is refused before any work', async () => {
  weights = 1e18
  await expect(required([model('owner/model')])).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(
      /^owner\/model needs 1000000000\.0 GB for the download, and .* GB free\.$/,
    ),
    hint: expect.stringContaining('HF_HUB_CACHE'),
  })
})

test.each([
  ['nothing', {}],
  ['a config alone', { 'config.json': '{}' }],
  [
    'one shard of two',
    {
      'config.json': '{}',
      'model-00001-of-00002.safetensors': 'weights',
      'model.safetensors.index.json': JSON.stringify({
        weight_map: { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' },
      }),
    },
  ],
])('offline, %s in the cache is not enough', async (_, files) => {
  cached('owner/model', files)
  await expect(required([model('owner/model')], true)).rejects.toMatchObject({ exitCode: 3 })
  expect(asked).toEqual([])
})
