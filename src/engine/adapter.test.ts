import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contentHash } from '../io/files/hash.js'
import { keepAdapter, requireAdapterOf } from './adapter.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lattice-adapter-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const commit = 'a'.repeat(40)
const base = { id: 'microsoft/phi-2', revision: commit }
const asked = { ...base, templateId: 'chat' }
const manifest = {
  method: 'sft' as const,
  base,
  parent: null,
  quantization: null,
  templateId: 'chat',
  data: { train: 'hash' },
  training: { steps: 10 },
}

/** What PEFT leaves, with the things that it writes at random or from this machine. */
function checkpoint(name: string, config: object = {}): string {
  const path = join(root, `checkpoint of ${name}`)
  mkdirSync(path)
  writeFileSync(join(path, 'adapter_model.safetensors'), 'weights')
  writeFileSync(join(path, 'optimizer.pt'), 'large')
  const written = {
    r: 8,
    base_model_name_or_path: `/home/${name}/.cache/phi-2`,
    target_modules: ['q_proj', 'v_proj', 'fc1'],
    modules_to_save: null,
    layer_replication: [10, 9],
    ...config,
  }
  writeFileSync(join(path, 'adapter_config.json'), JSON.stringify(written, null, 2))
  return path
}
function keep(name: string, config: object = {}, change: object = {}): string {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  keepAdapter({ checkpoint: checkpoint(name, config), folder, manifest: { ...manifest, ...change } })
  return join(folder, 'adapter')
}
const configOf = (adapter: string) => JSON.parse(readFileSync(join(adapter, 'adapter_config.json'), 'utf8'))

test('an adapter is its weights, its config and its manifest, and nothing else', () => {
  const adapter = keep('one')
  expect(readdirSync(adapter).sort()).toEqual([
    'adapter_config.json',
    'adapter_model.safetensors',
    'lattice.json',
  ])
  expect(readdirSync(join(root, 'one'))).toEqual(['adapter'])
})

test('its config names the base, and lists of names stand in order', () => {
  expect(configOf(keep('one'))).toMatchObject({
    base_model_name_or_path: 'microsoft/phi-2',
    revision: commit,
    target_modules: ['fc1', 'q_proj', 'v_proj'],
    layer_replication: [10, 9],
  })
})

test('a folder that is not there is said to be missing, and another one to be no adapter', () => {
  expect(() => requireAdapterOf(join(root, 'nowhere'), asked)).toThrow('There is no adapter folder')
  expect(() => requireAdapterOf(root, asked)).toThrow('it has no lattice.json')
})

test('a base that is no commit on the Hub has no revision there', () => {
  expect(
    configOf(keep('one', {}, { base: { id: 'tiny/generator', revision: 'b'.repeat(64) } })),
  ).toMatchObject({
    base_model_name_or_path: 'tiny/generator',
    revision: null,
  })
})

test('two trainings that came to the same have the same bytes', () => {
  const one = keep('one')
  const two = keep('two', { target_modules: ['v_proj', 'fc1', 'q_proj'] })
  expect(contentHash(two)).toBe(contentHash(one))
})

test('an adapter that is kept again replaces the one before, and what a crash left of it', () => {
  mkdirSync(join(root, 'one', 'adapter.partial', 'half'), { recursive: true })
  mkdirSync(join(root, 'one', 'adapter'))
  writeFileSync(join(root, 'one', 'adapter', 'old'), '')
  expect(existsSync(join(keep('one'), 'old'))).toBe(false)
  expect(readdirSync(join(root, 'one'))).toEqual(['adapter'])
})

test('it is accepted for its own base, also after a move', () => {
  cpSync(keep('one'), join(root, 'moved'), { recursive: true })
  expect(requireAdapterOf(join(root, 'moved'), asked)).toMatchObject({
    method: 'sft',
    base,
    templateId: 'chat',
  })
})

test.each([
  ['another model', { id: 'gpt2', revision: commit }, /trained on microsoft\/phi-2@a{12}, not on gpt2@a{12}/],
  [
    'another commit of it',
    { id: base.id, revision: 'b'.repeat(40) },
    /phi-2@a{12}, not on microsoft\/phi-2@b{12}/,
  ],
])('%s is refused with both names', (_, other, message) => {
  const adapter = keep('one')
  expect(() => requireAdapterOf(adapter, { ...asked, ...other })).toThrow(
    expect.objectContaining({ exitCode: 3, message: expect.stringMatching(message) }),
  )
})

test('one that was trained with another template is refused with both', () => {
  const adapter = keep('one')
  expect(() => requireAdapterOf(adapter, { ...asked, templateId: 'plain/v1@abcd' })).toThrow(
    expect.objectContaining({
      exitCode: 3,
      message: `The adapter ${adapter} was trained with the template chat, and this asks with plain/v1@abcd.`,
      hint: expect.stringContaining('models.generator.template to chat'),
    }),
  )
})

test.each([
  [
    'no manifest',
    (path: string) => rmSync(join(path, 'lattice.json')),
    3,
    /is not an adapter that lattice trained/,
  ],
  [
    'a broken manifest',
    (path: string) => writeFileSync(join(path, 'lattice.json'), '{"form'),
    3,
    /no?t? an adapter manifest/,
  ],
  [
    'a manifest of another format',
    (path: string) => writeFileSync(join(path, 'lattice.json'), '{"format":2}'),
    3,
    /this version of lattice/,
  ],
  [
    'other weights',
    (path: string) => writeFileSync(join(path, 'adapter_model.safetensors'), 'x'),
    1,
    /adapter_model\.safetensors is not what training left/,
  ],
  [
    'no weights',
    (path: string) => rmSync(join(path, 'adapter_model.safetensors')),
    1,
    /adapter_model\.safetensors is gone/,
  ],
])('an adapter with %s is refused', (_, damage, exitCode, message) => {
  const adapter = keep('one')
  damage(adapter)
  expect(() => requireAdapterOf(adapter, asked)).toThrow(
    expect.objectContaining({
      exitCode,
      message: expect.stringMatching(message),
      name: expect.stringMatching(/Error$/),
    }),
  )
})
