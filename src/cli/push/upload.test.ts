/** The push as a user has it: the command, against a small Hub on this machine. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { keepAdapter } from '../../engine/adapter.js'
import { type FakeHub, startFakeHub } from '../../io/models/fixtures/fake-hub.js'
import { type Captured, captured } from '../fixtures/captured.js'
import { runProgram } from '../program.js'

const token = `hf_${'a1B2c3D4e5'.repeat(4)}`
const published = { id: 'microsoft/phi-2', revision: 'a'.repeat(40) }
const names = ['README.md', 'adapter_config.json', 'adapter_model.safetensors', 'lattice.json']
let root: string
let hub: FakeHub
let printed: Captured

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'lattice-upload-'))
  hub = await startFakeHub()
  printed = captured()
  vi.stubEnv('HF_TOKEN', token)
  vi.stubEnv('HF_TOKEN_PATH', join(root, 'none'))
  vi.stubEnv('HF_ENDPOINT', hub.url)
  process.exitCode = 0
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await hub.close()
  rmSync(root, { recursive: true })
})

function trained({ base = published, weights = 'weights', config = {}, training = {} } = {}): string {
  const checkpoint = join(root, 'checkpoint')
  mkdirSync(checkpoint, { recursive: true })
  writeFileSync(join(checkpoint, 'adapter_model.safetensors'), weights)
  const settings = { base_model_name_or_path: '/home/someone/phi-2', target_modules: ['q_proj'], ...config }
  writeFileSync(join(checkpoint, 'adapter_config.json'), JSON.stringify(settings))
  const recipe = { method: 'dpo' as const, base, parent: null, quantization: null, templateId: 'plain/v1@0' }
  keepAdapter({
    checkpoint,
    folder: root,
    manifest: { ...recipe, data: {}, training: { steps: 3, ...training } },
  })
  return join(root, 'adapter')
}

async function push(...args: string[]) {
  printed.stdout = ''
  printed.stderr = ''
  const code = await runProgram(['push', 'me/better', '--adapter', join(root, 'adapter'), ...args])
  return { code, ...printed }
}
const pushed = async (...args: string[]) => JSON.parse((await push('--yes', '--json', ...args)).stdout)
const repository = (name = 'me/better') => hub.repositories.get(name)!
const filesOn = (branch = 'main') => repository().branches.get(branch)!.files
const change = (to: Partial<FakeHub>) => void Object.assign(hub, to)
const writes = () => hub.requests.filter((line) => !line.startsWith('GET '))

test('a new repository is private and holds the files that training left, and the card', async () => {
  const adapter = trained()
  const result = await pushed()
  expect(repository().private).toBe(true)
  expect([...filesOn().keys()].sort()).toEqual(names)
  const weights = filesOn().get('adapter_model.safetensors')!
  expect(weights.content).toEqual(readFileSync(join(adapter, 'adapter_model.safetensors')))
  expect(weights.lfs).toBeDefined()
  expect(`${filesOn().get('README.md')?.content}`).toContain('license: "mit"')
  expect(result).toMatchObject({ name: 'me/better', url: `${hub.url}/me/better`, branch: 'main', sent: true })
  expect(result.commit).toBe(repository().branches.get('main')?.head)
  expect(result.files).toHaveLength(4)
  expect(repository().commits[0]?.title).toBe('DPO adapter of microsoft/phi-2, by lattice')
})

test('nothing of this machine and no token is in what was sent, nor in what is printed', async () => {
  trained()
  const { stdout, stderr } = await push('--yes')
  expect(stderr).toMatch(/^Sending 4 files, \d+ kB, to me\/better …\n$/)
  const texts = [...filesOn().values()].map(({ content }) => `${content}`)
  for (const text of [...texts, stdout, stderr]) {
    expect(text).not.toContain('someone')
    expect(text).not.toContain(root)
    expect(text).not.toContain(token)
  }
})

describe('a secret with characters that cards escape', () => {
  const escaped = 'hf_QwErTyUiOpAsDfGhJkLz_XcVbNm12345678'
  beforeEach(() => vi.stubEnv('HF_TOKEN', escaped))

  test.each([
    [`me/${escaped}`, []],
    ['me/better', ['--revision', escaped]],
    ['me/better', ['-m', `with ${escaped}`]],
  ])('is no part of what is typed: %s %j', async (name, args) => {
    trained()
    const out = join(root, 'out')
    const code = await runProgram(['push', name, '--adapter', join(root, 'adapter'), '--out', out, ...args])
    expect(code).toBe(2)
    expect(printed.stderr).toContain('holds the value of HF_TOKEN')
    expect(printed.stderr + printed.stdout).not.toContain('QwErTy')
    expect(existsSync(out)).toBe(false)
  })

  test('does not come to the card from what training left', async () => {
    trained({
      base: { id: `someone/${escaped}`, revision: published.revision },
      training: { [escaped]: escaped },
    })
    const out = join(root, 'out')
    expect(await push('--out', out)).toMatchObject({ code: 0 })
    const card = readFileSync(join(out, 'README.md'), 'utf8')
    expect(card).toContain('***')
    expect(card).not.toContain('QwErTy')
    expect(card.match(/XcVbNm/)).toBeNull()
  })
})

test('the same content again makes no new commit; changed weights send the weights and what tells of them', async () => {
  trained()
  const { commit } = await pushed()
  expect(await pushed()).toMatchObject({ sent: false, commit })
  expect(repository().commits).toHaveLength(1)
  trained({ weights: 'better weights' })
  expect(await pushed('-m', 'Better')).toMatchObject({ sent: true })
  expect(repository().commits[1]).toEqual({
    title: 'Better',
    branch: 'main',
    files: ['adapter_model.safetensors', 'lattice.json'],
  })
})

test.each(['<!doctype html><p>Welcome', '[]', '{"odd":true}', 'null'])(
  'an endpoint that answers %s is no Hub',
  async (body) => {
    trained()
    const server = createServer((_, response) => response.end(body))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    vi.stubEnv('HF_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const { code, stderr } = await push('--yes')
    server.closeAllConnections()
    server.close()
    expect(stderr).toContain('What HF_ENDPOINT names answers, but not as the Hub does')
    expect(code).toBe(3)
  },
)

test('a branch is made where it is missing', async () => {
  trained()
  expect(await pushed('--revision', 'v2')).toMatchObject({ branch: 'v2', sent: true })
  expect([...filesOn('v2').keys()].sort()).toEqual(names)
  expect([...filesOn().keys()]).toEqual([])
})

test('--public makes a public one, and what is private or public is never changed by the way', async () => {
  trained()
  await pushed('--public')
  expect(repository().private).toBe(false)
  expect(await push('--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is public on the Hub'),
  })
  repository().private = true
  expect(await push('--yes', '--public')).toMatchObject({ code: 2 })
  expect(repository().private).toBe(true)
})

test('without a terminal and without --yes it asks nobody, not even the Hub', async () => {
  trained()
  const { code, stderr } = await push()
  expect(code).toBe(2)
  expect(stderr).toContain('--dry-run')
  expect(hub.requests).toEqual([])
})

describe('asked on a terminal', () => {
  beforeEach(() => {
    vi.stubEnv('CI', undefined)
    trained()
  })
  const answering = async (typed: string, ...args: string[]) => {
    const terminal = await import('../terminal/ask.js')
    vi.spyOn(terminal, 'isSomeoneThere').mockReturnValue(true)
    const asked = vi.spyOn(terminal, 'askPerson').mockResolvedValue(typed)
    return { ...(await push(...args)), question: `${asked.mock.calls[0]?.[0]}` }
  }

  test.each([
    ['y', 1],
    ['Yes', 1],
    ['', 0],
    ['n', 0],
    ['me/better', 0],
  ])('%j to a private one makes %i commits', async (typed, commits) => {
    const { code, stderr, question } = await answering(typed)
    expect(code).toBe(0)
    expect(stderr).toContain('To me/better (new, private), as me.')
    expect(stderr).toContain('adapter_model.safetensors')
    expect(question).toContain('[y/N]')
    expect(hub.repositories.get('me/better')?.commits ?? []).toHaveLength(commits)
  })

  test.each([
    ['y', 0],
    ['me/better', 1],
  ])('%j to a public one makes %i commits', async (typed, commits) => {
    const { question } = await answering(typed, '--public')
    expect(question).toContain('Everybody will see it')
    expect(hub.repositories.get('me/better')?.commits ?? []).toHaveLength(commits)
  })
})

describe('what stands in the way is one message each, before anything is sent', () => {
  const cases: [string, () => void, string[], number, RegExp][] = [
    ['no token', () => vi.stubEnv('HF_TOKEN', ''), [], 3, /no token to push with[\s\S]*hf auth login/],
    [
      'a read-only token',
      () => change({ account: { ...hub.account, role: 'read' } }),
      [],
      3,
      /token of me may read but not write/,
    ],
    [
      'another owner',
      () => change({ account: { ...hub.account, name: 'you' } }),
      [],
      3,
      /me on the Hub is not yours.*you, ours/,
    ],
    ['a refused token', () => change({ fail: { at: 'whoami', status: 401 } }), [], 3, /refuses the token/],
    [
      'no network',
      () => vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1'),
      [],
      3,
      /can't be reached[\s\S]*Nothing was sent/,
    ],
    [
      'a Hub that fails',
      () => change({ fail: { at: 'whoami', status: 503 } }),
      [],
      3,
      /failed \(status 503\)/,
    ],
    [
      'a local base',
      () => void trained({ base: { id: '/home/x', revision: 'b'.repeat(64) } }),
      [],
      3,
      /is not on the Hub/,
    ],
    [
      'a path inside',
      () => void trained({ config: { loftq: { at: '/home/x' } } }),
      [],
      3,
      /names a path of this machine/,
    ],
    ['a secret inside', () => void trained({ config: { note: token } }), [], 3, /adapter_config.json holds/],
    [
      'a damaged file',
      () => writeFileSync(join(root, 'adapter', 'adapter_model.safetensors'), 'x'),
      [],
      1,
      /is damaged/,
    ],
    ['a branch outside', () => undefined, ['--revision', '../../x'], 2, /is no name of a branch/],
    ['a licence that is none', () => undefined, ['--license', 'do what you like'], 2, /is no licence/],
  ]
  test.each(cases)('%s', async (_, arrange, args, exit, message) => {
    trained()
    arrange()
    const { code, stderr } = await push('--yes', ...args)
    expect(stderr).toMatch(message)
    expect(code).toBe(exit)
    expect(stderr).not.toContain(token)
    expect(writes()).toEqual([])
  })
})

describe('a push that breaks in the middle says what is there, and the same command goes on', () => {
  test.each([
    ['repos/create', 500, 1, /failed \(status 500\), making me\/better.*Nothing was sent/],
    ['repos/create', 403, 3, /may not write to me\/better/],
    ['preupload', 500, 1, /failed \(status 500\), sending to me\/better/],
    ['PUT /lfs', 500, 1, /no file of this push is to be seen/],
    ['PUT /lfs', 0, 1, /can't be reached, sending to me\/better/],
    ['/commit/', 429, 1, /fewer questions/],
    ['/commit/', 412, 1, /changed by somebody else/],
    ['/commit/', 0, 1, /whether it has the commit is not known/],
  ])('at %s with %i', async (at, status, exit, message) => {
    trained()
    hub.fail = { at, status }
    const { code, stderr } = await push('--yes')
    expect(stderr.replaceAll('\n', ' ')).toMatch(message)
    expect(code).toBe(exit)
    expect(stderr).not.toContain(token)
    expect(stderr).not.toContain('signature')
    expect(hub.repositories.get('me/better')?.commits ?? []).toEqual([])
    hub.fail = null
    expect(await pushed()).toMatchObject({ sent: true })
    expect(repository().commits).toHaveLength(1)
  })
})
