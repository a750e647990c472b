import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { thisHost } from '../io/python-env/host.js'
import { writeOwnRecord } from '../io/python-env/own-record.js'
import { configure } from './env.js'
import { type Captured, captured } from './fixtures/captured.js'

const root = mkdtempSync(join(tmpdir(), 'lattice-env-cli-'))
let output: Captured

beforeEach(() => {
  output = captured()
  vi.stubEnv('LATTICE_ENV_DIR', root)
  vi.stubEnv('LATTICE_CACHE_DIR', root)
  vi.stubEnv('LATTICE_PYTHON', '')
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
  rmSync(root, { recursive: true, force: true })
})

async function lattice(...args: string[]): Promise<void> {
  const command = new Command('env').exitOverride()
  configure(command)
  await command.parseAsync(args, { from: 'user' })
}

/** Stands for an environment of one's own that the probe has seen. */
function probed(): string {
  vi.stubEnv('LATTICE_PYTHON', process.execPath)
  const facts = {
    device: { type: 'cpu', name: 'x86_64' },
    bf16: false,
    nf4: true,
    versions: { torch: '2.13.0' },
  } as const
  const folder = join(root, 'site-packages')
  mkdirSync(folder, { recursive: true })
  writeOwnRecord(thisHost(), { python: process.execPath, sitePackages: folder, ...facts })
  return process.execPath
}

function outdated(): string {
  const folder = join(root, 'cpu-py3.11-0123456789ab')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'pyvenv.cfg'), 'x'.repeat(5000))
  return folder
}

test('status without an environment is exit 3, with one JSON document on stdout', async () => {
  await lattice('status', '--json')
  expect(process.exitCode).toBe(3)
  expect(JSON.parse(output.stdout)).toEqual({ ready: false, environment: null, root, stored: [] })
  expect(output.stderr).toContain('lattice env setup')
})

test('status says what the device can do', async () => {
  probed()
  await lattice('status')
  expect(output.stdout).toMatch(/bfloat16 +no: models run in float32/)
  expect(output.stdout).toMatch(/4-bit +NF4 works/)
})

test('path prints the interpreter and nothing else', async () => {
  const python = probed()
  await lattice('path')
  expect(output).toEqual({ stdout: `${python}\n`, stderr: '' })
})

test('path of a folder is exit 3 for an interpreter of your own', async () => {
  probed()
  await expect(lattice('path', '--folder')).rejects.toMatchObject({ exitCode: 3 })
})

test('gc lists sizes first and removes nothing where it can not ask', async () => {
  const folder = outdated()
  vi.stubEnv('CI', '1')
  await expect(lattice('gc')).rejects.toMatchObject({ exitCode: 2, hint: expect.stringContaining('--yes') })
  expect(output.stderr).toMatch(/cpu-py3\.11-0123456789ab +outdated +9 kB/)
  expect(existsSync(folder)).toBe(true)
})

test('gc --dry-run removes nothing and says how much it would free', async () => {
  const folder = outdated()
  await lattice('gc', '--dry-run', '--json')
  const { outdated: listed, removed } = JSON.parse(output.stdout)
  expect([listed.length, removed.length, existsSync(folder)]).toEqual([1, 0, true])
})

test('gc --yes removes environments of other locks', async () => {
  const folder = outdated()
  await lattice('gc', '--yes')
  expect(existsSync(folder)).toBe(false)
  expect(output.stdout).toBe('Removed 1, 9 kB.\n')
})

test('gc takes embedded models of another recipe along, when it knows which are the present ones', async () => {
  const models = join(root, 'models', 'tiny-0123456789ab')
  mkdirSync(models, { recursive: true })
  writeFileSync(join(models, 'models.json'), '{}')
  await lattice('gc', '--yes')
  expect(existsSync(models)).toBe(true)
  probed()
  await lattice('gc', '--yes')
  expect(existsSync(models)).toBe(false)
})

test('gc with nothing to remove asks nobody', async () => {
  await lattice('gc')
  expect(output.stdout).toBe('Nothing to remove.\n')
})
