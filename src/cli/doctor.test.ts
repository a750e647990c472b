import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { lookAtNode } from '../engine/doctor/machine.js'
import { openLedger } from '../io/ledger/ledger.js'
import { safetensors } from '../io/models/fixtures/safetensors.js'
import { thisHost } from '../io/python-env/host.js'
import { writeOwnRecord } from '../io/python-env/own-record.js'
import { configure } from './doctor.js'
import { type Captured, captured } from './fixtures/captured.js'

interface Row {
  name: string
  state: string
  found: string
  fix?: string
}

const token = 'hf_secretsecretsecret'
let root: string
let printed: Captured

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lattice-doctor-'))
  for (const [name, value] of Object.entries({
    LATTICE_ENV_DIR: root,
    LATTICE_CACHE_DIR: root,
    LATTICE_PYTHON: '',
    LATTICE_OUTPUTS: join(root, 'outputs'),
    HF_HUB_CACHE: join(root, 'hub'),
    HF_TOKEN: '',
    HF_TOKEN_PATH: join(root, 'none'),
  }))
    vi.stubEnv(name, value)
  printed = captured()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
  rmSync(root, { recursive: true })
})

async function doctor(...args: string[]): Promise<string> {
  const command = new Command('doctor').exitOverride()
  configure(command)
  printed.stdout = ''
  await command.parseAsync(args, { from: 'user' })
  return printed.stdout
}

async function findings(...args: string[]): Promise<Map<string, Row>> {
  const { findings: rows } = JSON.parse(await doctor('--json', ...args)) as { findings: Row[] }
  return new Map(rows.map((row) => [row.name, row]))
}

function project(settings: string): string {
  const file = join(root, 'lattice.yaml')
  writeFileSync(file, `data: {prompts: prompts.jsonl}\n${settings}`)
  return file
}

/** Stands for an environment of one's own that the probe has seen. */
function probed(): void {
  const packages = join(root, 'site-packages')
  mkdirSync(packages)
  vi.stubEnv('LATTICE_PYTHON', process.execPath)
  writeOwnRecord(thisHost(), {
    python: process.execPath,
    sitePackages: packages,
    device: { type: 'cpu', name: 'test' },
    bf16: true,
    nf4: true,
    versions: { python: '3.11.7', torch: '2.13.0', transformers: '5.18.0', trl: '1.13.0', peft: '0.21.0' },
  })
}

test('without a Python environment it exits 3 and says how to get one', async () => {
  const text = await doctor('-c', project(''), '--offline')
  expect(text).toMatch(/✗ python .*no Python environment/)
  expect(text).toContain('fix: lattice env setup')
  expect(process.exitCode).toBe(3)
})

test('each thing that is not well has exactly one line that would help', async () => {
  const lines = (await doctor('-c', project('models: {generator: ./nothing}'), '--offline')).split('\n')
  const bad = lines.filter((line) => /^[✗?]/.test(line))
  expect(bad.length).toBeGreaterThanOrEqual(3)
  expect(lines.filter((line) => /^ +fix: /.test(line))).toHaveLength(bad.length)
})

test('a config that is wrong is one finding, and the rest is looked at all the same', async () => {
  const rows = await findings('-c', project('generate: {m: 3}'), '--offline')
  expect(rows.get('config')).toMatchObject({
    state: 'bad',
    fix: 'lattice config validate says all that is wrong',
  })
  expect(rows.get('node')?.state).toBe('ok')
})

test('each model of the config is looked at once, for all its roles', async () => {
  const config = project('models: {generator: owner/model, critic: owner/model, judge: rules}')
  const rows = await findings('-c', config, '--offline')
  expect(rows.get('generator, critic')).toMatchObject({
    state: 'bad',
    found: expect.stringContaining('owner/model@main is not in the Hugging Face cache'),
  })
})

test('a model that the device has no memory for is refused with a way out', async () => {
  probed()
  const folder = join(root, 'huge')
  mkdirSync(folder)
  const sizes = {
    hidden_size: 65536,
    num_hidden_layers: 2000,
    num_attention_heads: 64,
    intermediate_size: 262144,
  }
  const config = { model_type: 'llama', ...sizes, vocab_size: 1000, max_position_embeddings: 4096 }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'model.safetensors'), safetensors('weights'))
  const rows = await findings('-c', project('models: {generator: ./huge}'), '--offline')
  expect(rows.get('generator')).toMatchObject({
    state: 'bad',
    found: expect.stringMatching(/GB to answer, and the device has/),
    fix: expect.stringContaining('load_in_4bit'),
  })
})

test('when all is well it exits 0', async () => {
  probed()
  expect(await doctor('-c', project(''), '--offline')).not.toMatch(/^[✗?]/m)
  expect(process.exitCode).toBeUndefined()
})

test('a ledger with a damaged page is a finding, although it opens', async () => {
  const ledger = openLedger(join(root, 'outputs'))
  for (let run = 0; run < 40; run += 1)
    ledger.runs.create({
      name: 'r',
      config: { text: 'x'.repeat(900) },
      configFile: null,
      overlay: {},
      environment: {},
    })
  ledger.close()
  const database = join(root, 'outputs', 'lattice.db')
  const bytes = readFileSync(database)
  bytes.fill(0xff, bytes.length - 3 * 4096, bytes.length - 2 * 4096)
  writeFileSync(database, bytes)
  const rows = await findings('-c', project(''), '--offline')
  expect(rows.get('ledger')).toMatchObject({
    state: 'bad',
    found: expect.stringMatching(/^damaged: |malformed/),
    fix: expect.stringContaining('JSONL files'),
  })
})

test('an outputs folder that is a file is a finding', async () => {
  writeFileSync(join(root, 'outputs'), '')
  const rows = await findings('-c', project(''), '--offline')
  expect(rows.get('outputs')).toMatchObject({ state: 'bad', found: expect.stringContaining('is no folder') })
})

test.each([
  [200, 'ok'],
  [401, 'bad'],
  [500, 'unknown'],
])('a token that the Hub answers with %i is %s, and never shown', async (status, state) => {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(status === 200 ? { type: 'user', name: 'me', auth: {} } : { error: token }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('HF_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  vi.stubEnv('HF_TOKEN', token)
  const rows = await findings('-c', project(''))
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  expect(rows.get('hf token')?.state).toBe(state)
  expect(printed.stdout).not.toContain('secret')
})

test('the Markdown is one table without the home folder', async () => {
  vi.stubEnv('HF_HUB_CACHE', join(homedir(), 'nowhere', 'hub'))
  const lines = (await doctor('-c', project(''), '--offline', '--md')).trimEnd().split('\n')
  expect(lines.every((line) => /^\|.*\|$/.test(line))).toBe(true)
  expect(lines.join('\n')).toContain('~/nowhere/hub')
})

test.each([
  ['20.19.0', 'ok'],
  ['22.1.0', 'ok'],
  ['20.18.9', 'bad'],
  ['18.20.0', 'bad'],
])('Node %s is %s', (version, state) => {
  expect(lookAtNode(version).state).toBe(state)
})
