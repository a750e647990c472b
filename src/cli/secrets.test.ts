/**
 * Secrets at every door: a dozen of them are planted in the environment, the token file, arguments, a config and what
 * Python says; then real commands run, good and failing ones, and everything that they printed and wrote is searched.
 */
import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { smallProject } from '../engine/fixtures/small-project.js'
import { readLock } from '../io/python-env/lock.js'
import { type Captured, captured } from './fixtures/captured.js'
import { runProgram } from './program.js'

const keeping = vi.hoisted(() => ({ on: true }))
vi.mock('../io/secrets.js', async (original) => {
  const real = await original<typeof import('../io/secrets.js')>()
  const same = <T>(value: T) => value
  const none = { withoutKnown: same, withoutSecrets: same, withoutKnownIn: same, withoutSecretsIn: same }
  const nobody = { ...none, secretIn: () => null }
  return {
    secretKeeper: () => (keeping.on ? real.secretKeeper() : nobody),
    lookForSecrets: () => (keeping.on ? real.lookForSecrets() : nobody),
  }
})

const random = (seed: string) => seed.repeat(40).slice(0, 36)
const inEnvironment = {
  HF_TOKEN: `hf_${random('a1B2')}`,
  HUGGING_FACE_HUB_TOKEN: `hf_${random('Qw9e')}`,
  OPENAI_API_KEY: `sk-proj-${random('x7Yz')}`,
  MY_SERVICE_PASSWORD: 'Tr0ub4dor&3<x>"\\q',
  SOME_SECRET: 'correct-horse-battery-staple',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  DEPLOY_KEY: 'a8f5f167f44f4964e6c998dee827110c',
}
const inUrls = {
  PIP_INDEX_URL: 'https://deploy:p1pPassword@127.0.0.1:9/simple',
  HF_ENDPOINT: 'http://mirror:hubPassw0rd@127.0.0.1:9',
  HTTPS_PROXY: 'http://proxy:pr0xy-pass@127.0.0.1:9',
}
const inFile = `hf_${random('F1le')}`
const inTraceback = ['s3cr3t-of-a-file', `hf_${'Zz9Yy8Xx7W'.repeat(4)}`]
const inArguments = { url: 'https://me:fl4gPassw0rd@host.invalid/model', token: `hf_${random('Ar9g')}` }
const inConfig = `glpat-${random('C0nf')}`
const planted = [
  ...Object.values(inEnvironment),
  ...['p1pPassword', 'hubPassw0rd', 'pr0xy-pass', 'fl4gPassw0rd'],
  ...[inFile, ...inTraceback, inArguments.token, inConfig],
]

let folder: string
let printed: Captured

beforeEach(() => {
  folder = realpathSync(smallProject().folder)
  for (const name of Object.keys(process.env)) if (name.startsWith('LATTICE_')) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries({ ...inEnvironment, ...inUrls })) vi.stubEnv(name, value)
  writeFileSync(join(folder, 'token'), `${inFile}\n`)
  vi.stubEnv('HF_TOKEN_PATH', join(folder, 'token'))
  vi.stubEnv('LATTICE_ENV_DIR', join(folder, 'envs'))
  vi.stubEnv('LATTICE_FIXTURE_BREAK', join(folder, 'break'))
  const { pins } = readLock({ platform: 'linux', arch: 'x64' }, 'cpu')!
  vi.stubEnv('LATTICE_FIXTURE_VERSIONS', JSON.stringify(Object.fromEntries(pins)))
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  writeFileSync(join(folder, 'lattice.yaml'), config({}))
  writeFileSync(join(folder, 'bad.yaml'), config({ prompts: `./${inConfig}.jsonl` }))
  printed = captured()
})
afterEach(() => {
  keeping.on = true
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = 0
  rmSync(folder, { recursive: true })
})

const config = ({ prompts = 'prompts.jsonl' }) => `
models: {generator: ./model, critic: ./model, judge: ./model}
data: {prompts: ${prompts}, evaluation: eval.jsonl}
generate: {n: 2}
train: {sft: {method: sft, max_steps: 10}}
eval: {judges: [judge]}
`

function python(): string {
  const [fake, model] = ['./fixtures/leaky-python.mjs', '../engine/fixtures/model.mjs'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const path = join(folder, 'bin', 'python3.11')
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${fake}' '${model}' "$0" "$@"\n`, {
    mode: 0o755,
  })
  return path
}

/** @returns exit codes by command */
async function everything(): Promise<Record<string, number>> {
  const codes: Record<string, number> = {}
  const lattice = async (...line: string[]) => {
    process.exitCode = 0
    codes[line.join(' ')] = await runProgram(line)
  }
  const fake = python()
  vi.stubEnv('PATH', join(folder, 'bin'))
  await lattice('env', 'setup')
  vi.stubEnv('LATTICE_PYTHON', fake)
  await lattice('env', 'setup', '--json')
  await lattice('run', '--verbosity', '3')
  const run = 'lattice-1'
  for (const look of ['doctor', 'doctor --json', 'doctor --md', 'config show', 'status --json', 'runs ls'])
    await lattice(...look.split(' '))
  await lattice('runs', 'show', run, '--json')
  await lattice('logs', 'show', run)
  await lattice('logs', 'export', run, '--format', 'jsonl', '--out', join(folder, 'outputs', 'log.jsonl'))
  await lattice('report', run)
  await lattice('push', 'me/x', '--out', join(folder, 'outputs', 'card'))
  writeFileSync(join(folder, 'break'), '')
  await lattice('run', '--seed', '8', '--json')
  await lattice('run', '--set', `models.generator=${inArguments.url}`)
  await lattice('run', '--set', `name=${inArguments.token}`, '--json')
  await lattice('doctor', '--set', `models.judge=${inArguments.url}`)
  await lattice('run', '--config', 'bad.yaml')
  await lattice('runs', 'show', inArguments.token)
  await lattice('sample', 'Hello', '--adapter', inArguments.url)
  await lattice('models', 'show', inArguments.url)
  await lattice('models', 'show', 'a/b', '--hub', '--json')
  return codes
}

/** Where each secret was found: what was printed, and every file that a command wrote. */
function found(): Record<string, string[]> {
  const places = {
    stdout: printed.stdout,
    stderr: printed.stderr,
    ...filesUnder('outputs'),
    ...filesUnder('envs'),
  }
  return Object.fromEntries(
    planted.map((secret) => {
      const inJson = JSON.stringify(secret).slice(1, -1)
      const hits = Object.entries(places).filter(([, text]) => text.includes(secret) || text.includes(inJson))
      return [secret, hits.map(([name]) => name)]
    }),
  )
}

function filesUnder(name: string): Record<string, string> {
  const files = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
    .map((path) => join(name, path))
    .filter((path) => statSync(join(folder, path)).isFile())
  return Object.fromEntries(files.map((path) => [path, textOf(join(folder, path))]))
}

/** SQLite breaks long texts over pages, so its tables are read. */
function textOf(path: string): string {
  if (!path.endsWith('lattice.db')) return readFileSync(path, 'latin1')
  const database = new Database(path, { readonly: true })
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
  const rows = tables.flatMap((table) => database.prepare(`SELECT * FROM ${table}`).all())
  database.close()
  return rows.map((row) => Object.values(row as object).join('\n')).join('\n') + readFileSync(path, 'latin1')
}

test('no command leaves a secret anywhere', async () => {
  const codes = Object.values(await everything())
  // Good and bad ends of all kinds were among them.
  expect(new Set(codes)).toEqual(new Set([0, 1, 2, 3]))
  for (const [secret, places] of Object.entries(found())) expect(places, secret).toEqual([])
  expect(printed.stderr).toContain('https://***@127.0.0.1:9/simple')
}, 120_000)

test('without the keeper the same commands leave every one of them', async () => {
  keeping.on = false
  await everything()
  for (const [secret, places] of Object.entries(found())) expect(places, secret).not.toEqual([])
}, 120_000)

test('secrets decide nothing: without them the same run is reused', async () => {
  vi.stubEnv('LATTICE_PYTHON', python())
  await runProgram(['env', 'setup', '--quiet'])
  expect(await runProgram(['generate', '--quiet'])).toBe(0)
  for (const name of [...Object.keys(inEnvironment), ...Object.keys(inUrls)]) vi.stubEnv(name, undefined)
  printed.stdout = ''
  expect(await runProgram(['generate', '--quiet', '--json'])).toBe(0)
  const { steps } = JSON.parse(printed.stdout) as { steps: { decision: string }[] }
  expect(new Set(steps.map(({ decision }) => decision))).toEqual(new Set(['reuse']))
}, 120_000)

test('what people ask is data: it stays as it is, and words are no secrets', async () => {
  const prompt = `Is Bearer ${inTraceback[1]} for postgres in production a secret?`
  writeFileSync(join(folder, 'prompts.jsonl'), `\n${JSON.stringify({ prompt })}\n`, { flag: 'a' })
  vi.stubEnv('DB_PASSWORD', 'postgres')
  vi.stubEnv('STAGE_KEY', 'production')
  vi.stubEnv('LATTICE_PYTHON', python())
  await runProgram(['env', 'setup', '--quiet'])
  expect(await runProgram(['generate', '--quiet'])).toBe(0)
  const files = Object.entries(filesUnder('outputs'))
  for (const name of ['prompts.jsonl', 'content.jsonl'])
    expect(
      files.filter(([path, text]) => path.endsWith(name) && text.includes(prompt)),
      name,
    ).not.toEqual([])
}, 120_000)
