import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { safetensors } from './fixtures/safetensors.js'
import { configFolder, modelFolder } from './model-folder.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lattice-model-folder-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const put = (name: string, data: string | Buffer) => writeFileSync(join(root, name), data)
const index = (...files: unknown[]) => JSON.stringify({ weight_map: Object.fromEntries(files.entries()) })
const whole = () => {
  put('config.json', '{}')
  put('model.safetensors', safetensors('weights'))
}
function refusal(folder = root): { message: string; hint: string; exitCode: number } {
  try {
    modelFolder(folder)
  } catch (error) {
    return error as { message: string; hint: string; exitCode: number }
  }
  return expect.unreachable()
}

test('a config and whole weights, in one file or in shards, are a model', () => {
  whole()
  expect(modelFolder(root)).toBe(root)
  rmSync(join(root, 'model.safetensors'))
  put('a.safetensors', safetensors('a'))
  put('b.safetensors', safetensors('b'))
  put('model.safetensors.index.json', index('a.safetensors', 'b.safetensors', 'a.safetensors'))
  expect(modelFolder(root)).toBe(root)
})

const others: [string, () => void, RegExp, RegExp][] = [
  ['an empty folder', () => {}, /has no config\.json/, /a name on the Hub/],
  ['a GGUF model', () => put('phi.Q4.gguf', 'GGUF'), /holds a GGUF file, phi\.Q4\.gguf/, /can't be trained/],
  ['an adapter', () => put('adapter_config.json', '{}'), /is an adapter, which needs a base/, /--adapter/],
  ['a config that is torn', () => put('config.json', '{"a": '), /config\.json is no JSON object/, /again/],
  ['a config that is a list', () => put('config.json', '[]'), /config\.json is no JSON object/, /again/],
  ['a config alone', () => put('config.json', '{}'), /has no model\.safetensors/, /Hugging Face tools/],
  [
    'pickled weights',
    () => {
      put('config.json', '{}')
      put('pytorch_model.bin', 'pickle')
    },
    /in pytorch_model\.bin, a pickle, which can run code/,
    /save_pretrained/,
  ],
  [
    'a shard that is gone',
    () => {
      whole()
      put('model.safetensors.index.json', index('model.safetensors', 'b.safetensors'))
    },
    /lists b\.safetensors, which is not there/,
    /again/,
  ],
  [
    'an index without weights',
    () => {
      whole()
      put('model.safetensors.index.json', '{}')
    },
    /lists no weights/,
    /again/,
  ],
]
test.each(others)('%s is refused before anything is loaded', (_, make, message, hint) => {
  make()
  expect(refusal()).toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  })
})

test('what is no folder is refused, and a GGUF file is called one', () => {
  put('model.gguf', 'GGUF')
  put('notes.txt', 'notes')
  expect(refusal(join(root, 'nowhere'))).toMatchObject({ exitCode: 3, message: /does not exist/ })
  expect(refusal(join(root, 'model.gguf'))).toMatchObject({ exitCode: 3, message: /is a GGUF file/ })
  expect(refusal(join(root, 'notes.txt'))).toMatchObject({ exitCode: 3, message: /it is a file/ })
})

test.each(['../stolen.safetensors', '/stolen.safetensors', 'sub/stolen', '..\\stolen', '..', '.', '', 7])(
  'an index that names %j reads nothing',
  (name) => {
    whole()
    put('model.safetensors.index.json', index('model.safetensors', name))
    const message = typeof name === 'number' ? /lists 7, which is not there/ : /is not a file beside it/
    expect(refusal()).toMatchObject({ exitCode: 3, message: expect.stringMatching(message) })
  },
)

const length = (bytes: bigint) => {
  const head = Buffer.alloc(8)
  head.writeBigUInt64LE(bytes)
  return head
}
const damages: [string, () => void, RegExp][] = [
  [
    'cut in its data',
    () => truncateSync(join(root, 'model.safetensors'), 80),
    /lists 7 bytes of weights, and/,
  ],
  ['cut in its header', () => truncateSync(join(root, 'model.safetensors'), 20), /begins with a header of/],
  ['of a few bytes', () => put('model.safetensors', 'abc'), /it has 3 bytes/],
  [
    'with an absurd length',
    () => put('model.safetensors', Buffer.concat([length(2n ** 62n), Buffer.alloc(50)])),
    /header of \d+ bytes, and has 58/,
  ],
  [
    'with another header',
    () => put('model.safetensors', Buffer.concat([length(2n), Buffer.from('[]')])),
    /not what safetensors writes/,
  ],
  [
    'with a broken header',
    () => put('model.safetensors', Buffer.concat([length(2n), Buffer.from('{x')])),
    /not what safetensors writes/,
  ],
  [
    'with one byte too many',
    () => put('model.safetensors', Buffer.concat([safetensors('weights'), Buffer.from('!')])),
    /lists 7 bytes of weights, and there are 8/,
  ],
]
test.each(damages)('a weights file %s is damaged, and named', (_, damage, message) => {
  whole()
  damage()
  const { message: said, exitCode, hint } = refusal()
  expect([exitCode, hint]).toEqual([1, 'Fetch the model again from where it came from.'])
  expect(said).toMatch(message)
  expect(said).toContain(join(root, 'model.safetensors'))
})

test('a flipped bit anywhere in the length or the header is noticed, or changes no place', () => {
  whole()
  const good = readFileSync(join(root, 'model.safetensors'))
  const header = Number(good.readBigUInt64LE())
  const names = JSON.stringify('tensor').length + 1
  for (let at = 0; at < 8 + header; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const bad = Buffer.from(good)
      bad[at] = (bad[at] as number) ^ (1 << bit)
      put('model.safetensors', bad)
      const offsets = good.indexOf('data_offsets') + 'data_offsets'.length
      if (at >= 8 + names && at < offsets) continue // dtype and shape: the loader's to see
      if (at >= 9 && at < 8 + names) continue // the name of a tensor: missing, the loader says
      expect(() => modelFolder(root), `byte ${at} bit ${bit}`).toThrow(/is damaged/)
    }
  }
})

test('a link to weights that are gone is no model', () => {
  put('config.json', '{}')
  symlinkSync(join(root, 'gone'), join(root, 'model.safetensors'))
  expect(refusal()).toMatchObject({ exitCode: 3 })
})

test('where only the config is read, weights may be missing', () => {
  put('config.json', '{}')
  mkdirSync(join(root, 'none'))
  expect(configFolder(root)).toBe(root)
  expect(() => configFolder(join(root, 'none'))).toThrow(/has no config\.json/)
})
