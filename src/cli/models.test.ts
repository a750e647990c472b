import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { presets } from '../core/presets/presets.js'
import { type Captured, captured } from './fixtures/captured.js'
import { configure } from './models.js'

let cache: string
let printed: Captured
const commit = 'b'.repeat(40)
const sizes = {
  model_type: 'llama',
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 128,
  vocab_size: 1000,
  max_position_embeddings: 256,
}

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'lattice-models-cli-'))
  vi.stubEnv('HF_HUB_CACHE', cache)
  printed = captured()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(cache, { recursive: true })
})

async function lattice(...args: string[]): Promise<string> {
  const command = new Command('models').exitOverride()
  configure(command)
  printed.stdout = ''
  await command.parseAsync(args, { from: 'user' })
  return printed.stdout
}

function modelIn(folder: string, weights = true): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), JSON.stringify(sizes))
  writeFileSync(join(folder, 'tokenizer_config.json'), '{}')
  if (weights) writeFileSync(join(folder, 'model.safetensors'), 'weights')
}

function cached(name: string): void {
  const repository = join(cache, `models--${name.replace('/', '--')}`)
  mkdirSync(join(repository, 'refs'), { recursive: true })
  writeFileSync(join(repository, 'refs', 'main'), commit)
  modelIn(join(repository, 'snapshots', commit))
}

test('ls names every preset, within 80 columns', async () => {
  const lines = (await lattice('ls')).split('\n')
  for (const { id } of presets) expect(lines.some((line) => line.startsWith(`${id} `))).toBe(true)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('ls marks what the cache holds', async () => {
  cached('openai-community/gpt2')
  const here = JSON.parse(await lattice('ls', '--json')).filter((row: { here: boolean }) => row.here)
  expect(here.map(({ id }: { id: string }) => id)).toEqual(['gpt2'])
})

test('show says what phi-2 needs: 5.56 GB of weights in bfloat16', async () => {
  const { parameters, memory, template, dtypes } = JSON.parse(
    await lattice('show', 'microsoft/phi-2', '--json'),
  )
  expect({ parameters, template, dtypes }).toEqual({
    parameters: 2_779_683_840,
    template: 'instruct-output/v1',
    dtypes: ['bfloat16', 'float32'],
  })
  const weights = Object.fromEntries(
    memory.map(({ use, format, weights: bytes }: Record<string, string>) => [`${use} ${format}`, bytes]),
  )
  expect(weights).toMatchObject({ 'sft bfloat16': 5_559_367_680, 'sft float32': 11_118_735_360 })
})

test('the flags of show are those of a training', async () => {
  const total = async (...flags: string[]) =>
    JSON.parse(await lattice('show', 'gpt2', '--json', ...flags)).memory.find(
      ({ use }: { use: string }) => use === 'sft',
    ).total
  const plain = await total()
  expect(await total('--batch-size', '8')).toBeGreaterThan(plain)
  expect(await total('--max-length', '1024')).toBeGreaterThan(plain)
  expect(await total('--lora-r', '64')).toBeGreaterThan(plain)
  expect(await total('--gradient-checkpointing')).toBeLessThan(plain)
})

test('a folder is read from its config.json, and what it lacks is said', async () => {
  const folder = join(cache, 'mine')
  modelIn(folder, false)
  const text = await lattice('show', folder)
  expect(text).toContain('llama, 2 × 64')
  expect(text).toContain('from its config.json')
  expect(text).toContain('which its tokenizer lacks: set models.*.template')
  expect(text).toContain('a folder without weights in safetensors format')
})

test('a model of the Hub that no preset knows is read from the cache', async () => {
  cached('owner/model')
  const text = await lattice('show', 'owner/model')
  expect(text).toContain('from the cached config.json')
  expect(text).toContain('in the Hugging Face cache')
  expect(text).toContain('no preset knows this model')
})

test('a model of which nothing is known is an error, and a near name is offered', async () => {
  await expect(lattice('show', 'micorsoft/phi-2')).rejects.toMatchObject({
    exitCode: 3,
    hint: expect.stringMatching(/^Did you mean microsoft\/phi-2\? --hub asks/),
  })
  await expect(lattice('show', 'phi-2')).rejects.toMatchObject({
    hint: expect.stringMatching(/^Did you mean microsoft\/phi-2\?/),
  })
  await expect(lattice('show', 'nobody/none', '--json')).rejects.toThrow('Nothing is known of nobody/none')
})

test('--hub brings the sizes of a model that is not here, its licence and its download', async () => {
  const server = createServer(({ url = '' }, response) => {
    const answer = url.includes('/tree/')
      ? [{ type: 'file', path: 'model.safetensors', size: 2_000_000 }]
      : url.includes('/resolve/')
        ? sizes
        : { id: 'owner/model', sha: commit, gated: 'auto', cardData: { license: 'mit' } }
    const text = JSON.stringify(answer)
    response.writeHead(200, {
      'content-type': 'application/json',
      etag: '"1"',
      'content-range': `bytes 0-0/${text.length}`,
    })
    response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('HF_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  vi.stubEnv('HF_TOKEN_PATH', join(cache, 'none'))
  const text = await lattice('show', 'owner/model', '--hub')
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  expect(text).toContain('from the Hub')
  expect(text).toContain('mit; gated')
  expect(text).toContain('commit bbbbbbbbbbbb, 2 MB to download, and you may read it')
})

test('a folder without a model is refused', async () => {
  await expect(lattice('show', join(cache, 'nothing'))).rejects.toMatchObject({ exitCode: 3 })
})

test('a text from a config.json never becomes control', async () => {
  const folder = join(cache, 'e\u001b[31mvil')
  modelIn(folder)
  expect(await lattice('show', folder)).not.toContain('\u001b')
})
