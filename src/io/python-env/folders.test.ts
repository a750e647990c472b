import { expect, test } from 'vitest'
import { environmentName, environmentsFolder, parseEnvironmentName } from './folders.js'

test.each([
  ['linux', {}, '/home/a/.cache/lattice/envs'],
  ['linux', { XDG_CACHE_HOME: '/cache' }, '/cache/lattice/envs'],
  ['linux', { XDG_CACHE_HOME: '/cache', LATTICE_ENV_DIR: '/envs' }, '/envs'],
  ['linux', { XDG_CACHE_HOME: '', LATTICE_ENV_DIR: '' }, '/home/a/.cache/lattice/envs'],
  ['darwin', {}, '/home/a/Library/Caches/lattice/envs'],
] as const)('on %s with %j environments lie in %s', (platform, env, folder) => {
  expect(environmentsFolder({ platform, arch: 'x64', env, home: '/home/a' })).toBe(folder)
})

const lock = { name: 'linux-x64-cpu', path: '', pins: new Map([['torch', '2.13.0+cpu']]) }
const recipe = { lock, accelerator: 'cpu', python: '3.11' } as const

test('a folder is named by accelerator, Python and a hash, and the name can be read back', () => {
  const name = environmentName(recipe)
  expect(name).toMatch(/^cpu-py3\.11-[0-9a-f]{12}$/)
  expect(parseEnvironmentName(name)).toEqual({ accelerator: 'cpu', python: '3.11' })
})

test.each([
  ['a pin', { ...recipe, lock: { ...lock, pins: new Map([['torch', '2.13.1+cpu']]) } }],
  ['a package', { ...recipe, lock: { ...lock, pins: new Map([...lock.pins, ['numpy', '2.4.6']]) } }],
  ['the architecture', { ...recipe, lock: { ...lock, name: 'linux-arm64-cpu' } }],
  ['the Python', { ...recipe, python: '3.12' }],
])('%s changes the hash', (_, other) => {
  const hashOf = (name: string) => name.slice(-12)
  expect(hashOf(environmentName(other))).not.toBe(hashOf(environmentName(recipe)))
})

test.each(['cpu', 'cpu-py3.11', 'tpu-py3.11-0123456789ab', 'cpu-py3.11-0123456789ab.bak', '..'])(
  '%s is no name of an environment',
  (name) => {
    expect(parseEnvironmentName(name)).toBeNull()
  },
)
