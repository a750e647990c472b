import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parsePins, readLock, readLockFacts, requireLock, workerPath } from './lock.js'

const folder = join(workerPath, 'locks')
const targets = [
  ['linux', 'x64', 'cpu'],
  ['linux', 'x64', 'cuda'],
  ['linux', 'arm64', 'cpu'],
  ['linux', 'arm64', 'cuda'],
  ['darwin', 'arm64', 'mps'],
] as const

test('pins are read with their names normalised; comments and empty lines are nothing', () => {
  const text = '# head\n\ntorch===2.13.0+cpu\nHuggingface_Hub==1.33.0  # for datasets\n'
  expect([...parsePins(text)]).toEqual([
    ['torch', '2.13.0+cpu'],
    ['huggingface-hub', '1.33.0'],
  ])
})

test.each(['torch>=2', 'torch', '-e .', 'torch==2.13.0; python_version < "3.12"'])(
  '%s is no exact pin',
  (line) => {
    expect(() => parsePins(line)).toThrow(line)
  },
)

test.each(targets)(
  '%s-%s-%s pins the versions that the worker was written for',
  (platform, arch, accelerator) => {
    const { pins } = requireLock({ platform, arch }, accelerator)
    expect(Object.fromEntries(pins)).toMatchObject({
      torch: platform === 'linux' && accelerator === 'cpu' ? '2.13.0+cpu' : '2.13.0',
      transformers: '5.18.0',
      trl: '1.13.0',
      peft: '0.21.0',
      accelerate: '1.15.0',
      datasets: '5.0.1',
      'huggingface-hub': '1.33.0',
      bitsandbytes: '0.50.1',
    })
  },
)

test.each(targets)(
  '%s-%s-%s has CUDA packages exactly when it is for CUDA',
  (platform, arch, accelerator) => {
    const lock = requireLock({ platform, arch }, accelerator)
    const cuda = [...lock.pins.keys()].filter((name) => /^(nvidia-|cuda-|triton$)/.test(name))
    expect(cuda.length > 0).toBe(accelerator === 'cuda')
    expect(readLockFacts(lock).downloadBytes > 2e9).toBe(accelerator === 'cuda')
  },
)

test.each(targets)('%s-%s-%s has wheels for Python 3.11 to 3.13', (platform, arch, accelerator) => {
  const { pythons } = readLockFacts(requireLock({ platform, arch }, accelerator))
  expect(pythons).toEqual(expect.arrayContaining(['3.11', '3.12', '3.13']))
})

test('no lock and no sizes name a host', () => {
  for (const file of readdirSync(folder)) {
    expect(readFileSync(join(folder, file), 'utf8'), file).not.toMatch(/https?:|\.(org|com|net)\b/)
  }
})

test.each([
  ['win32', 'x64', 'cpu', /WSL/],
  ['darwin', 'x64', 'mps', /LATTICE_PYTHON/],
  ['darwin', 'arm64', 'cpu', /--accelerator mps/],
] as const)('%s-%s-%s has no lock, and the error says what to do', (platform, arch, accelerator, hint) => {
  expect(readLock({ platform, arch }, accelerator)).toBeNull()
  expect(() => requireLock({ platform, arch }, accelerator)).toThrow(
    expect.objectContaining({ exitCode: 3, hint: expect.stringMatching(hint) }),
  )
})
