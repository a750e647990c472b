import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ModelSettings, modelSettingsSchema } from '../core/config/models.js'
import { safetensors } from '../io/models/fixtures/safetensors.js'
import type { PythonEnvironment } from '../io/python-env/environment.js'
import { resolveModel } from './models.js'
import { workerVersions } from './worker-versions.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lattice-models-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const environment = (change: Partial<PythonEnvironment> = {}): PythonEnvironment => ({
  python: 'python',
  folder: null,
  accelerator: 'cpu',
  device: { type: 'cpu', name: 'none' },
  bf16: true,
  nf4: false,
  versions: { torch: '2.13.0+cpu', transformers: '5.18.0', tokenizers: '0.22.1', peft: '0.21.0' },
  workerPath: '',
  ...change,
})
const resolved = (
  settings: Partial<ModelSettings> & { id: string },
  change: Partial<PythonEnvironment> = {},
) =>
  resolveModel({
    settings: modelSettingsSchema.parse({ template: 'plain/v1', ...settings }),
    role: 'generator',
    environment: environment(change),
    offline: true,
  })

function modelFolder(name: string): string {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), '{}')
  writeFileSync(join(folder, 'model.safetensors'), safetensors('weights'))
  return folder
}
const commit = 'a'.repeat(40)

test('a name with a commit is that commit, and needs no network', async () => {
  const { identity, step } = await resolved({ id: 'owner/model', revision: commit })
  expect(identity).toMatchObject({ id: 'owner/model', revision: commit, family: 'owner/model', adapters: [] })
  expect(step.wire).toMatchObject({ source: 'owner/model', revision: commit })
  expect(step.embedded).toBe(false)
})

test('a folder is who its files are, wherever it lies', async () => {
  const here = modelFolder('my-model')
  cpSync(here, join(root, 'elsewhere', 'my-model'), { recursive: true })
  const [one, two] = [
    await resolved({ id: here }),
    await resolved({ id: join(root, 'elsewhere', 'my-model') }),
  ]
  expect(two.identity).toEqual(one.identity)
  expect(one.identity.id).toBe('my-model')
  expect(JSON.stringify(one.identity)).not.toContain(root)
  expect(two.step.wire).toMatchObject({ source: join(root, 'elsewhere', 'my-model'), revision: null })
})

test('a folder with one other byte is another model', async () => {
  const folder = modelFolder('my-model')
  const before = await resolved({ id: folder })
  writeFileSync(join(folder, 'model.safetensors'), safetensors('Weights'))
  expect((await resolved({ id: folder })).identity.revision).not.toBe(before.identity.revision)
})

test('a folder without a model is refused', async () => {
  await expect(resolved({ id: root })).rejects.toMatchObject({
    exitCode: 3,
    message: `${root} is no model folder: it has no config.json.`,
  })
})

test('the embedded models are named by role and recipe, and made on first use', async () => {
  const { identity, step, criticTemplate } = await resolved({ id: 'tiny', template: 'tiny/v1' })
  expect(identity).toMatchObject({ id: 'tiny/generator', family: 'tiny', dtype: 'float32' })
  expect(identity.revision).toMatch(/^[0-9a-f]{64}$/)
  expect(step.embedded).toBe(true)
  expect(criticTemplate).toBe('tiny-logits/v1')
})

test.each([
  [true, 'bfloat16'],
  [false, 'float32'],
])('where bfloat16 works (%s), auto means %s', async (bf16, dtype) => {
  const { identity, step } = await resolved({ id: 'owner/model', revision: commit }, { bf16 })
  expect([identity.dtype, step.wire.dtype]).toEqual([dtype, dtype])
})

test('a number format that breaks a model is refused before anything is loaded', async () => {
  const phi = { id: 'microsoft/phi-2', revision: commit, dtype: 'float16' as const }
  await expect(resolved(phi)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/float16/),
  })
})

test('4 bit is refused where the probe could not do it, and part of who answers where it could', async () => {
  const quantised = { id: 'owner/model', revision: commit, load_in_4bit: true }
  await expect(resolved(quantised)).rejects.toMatchObject({ exitCode: 3 })
  expect((await resolved(quantised, { nf4: true })).identity.quant).toBe('nf4')
})

test('what answers do not depend on is not part of who answers', async () => {
  const model = { id: 'owner/model', revision: commit }
  const [one, two] = [
    await resolved({ ...model, batch_size: 1, device: 'cpu' }),
    await resolved({ ...model, batch_size: 64, device: 'auto' }),
  ]
  expect(two.identity).toEqual(one.identity)
  expect(two.step).not.toEqual(one.step)
})

test("a template's text is part of who answers; the tokenizer's own is named only", async () => {
  const model = { id: 'owner/model', revision: commit }
  expect((await resolved({ ...model, template: 'chat' })).identity.templateId).toBe('chat')
  expect((await resolved(model)).identity.templateId).toMatch(/^plain\/v1@[0-9a-f]{8}$/)
  await expect(resolved({ ...model, template: 'chatty' })).rejects.toMatchObject({ exitCode: 2 })
})

test('versions of the worker leave build tags out and say what is not installed', () => {
  expect(workerVersions('answer', environment())).toEqual({
    kind: expect.stringMatching(/^answer\/\d+$/),
    torch: '2.13.0',
    transformers: '5.18.0',
    tokenizers: '0.22.1',
    peft: '0.21.0',
  })
  expect(workerVersions('train', environment()).trl).toBe('unknown')
})

test('the build for another accelerator makes the same thing', () => {
  const on = (torch: string) => workerVersions('pretrain', environment({ versions: { torch } }))
  expect(on('2.13.0+cu130')).toEqual(on('2.13.0+cpu'))
  expect(on('2.14.0')).not.toEqual(on('2.13.0'))
})
