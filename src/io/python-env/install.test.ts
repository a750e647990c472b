import { expect, test } from 'vitest'
import { offeredVersions, refuseFull } from './install.js'
import { objection } from './interpreter.js'

test.each([
  [
    ['ERROR: Could not find a version … torch (from versions: 2.12.0, 2.13.0)', 'ERROR: No match'],
    ['2.12.0', '2.13.0'],
  ],
  [['ERROR: Could not find a version … torch (from versions: none)'], []],
  [['WARNING: no network'], []],
])('from %j pip offers %j', (lines, offered) => {
  expect(offeredVersions(lines)).toEqual(offered)
})

test.each([
  [{ version: '3.11.0', machine: 'x86_64', venv: true }, null],
  [{ version: '3.13.9', machine: 'amd64', venv: true }, null],
  [{ version: '3.10.12', machine: 'x86_64', venv: true }, 'is 3.10.12: too old'],
  [{ version: '2.7.18', machine: 'x86_64', venv: false }, 'is 2.7.18: too old'],
  [
    { version: '3.14.0', machine: 'x86_64', venv: true },
    'is 3.14.0: some locked packages have no wheel for it',
  ],
  [{ version: '3.12.1', machine: 'arm64', venv: true }, 'is built for arm64, and Node for x64'],
  [{ version: '3.12.1', machine: 'x86_64', venv: false }, 'is 3.12.1, but lacks the venv module'],
])('the objection to %j is %j', (portrait, words) => {
  expect(objection(portrait, ['3.11', '3.12', '3.13'], { arch: 'x64' })).toBe(words)
})

test('a full disk is not taken for a Python that lacks venv, or for a package that is not there', () => {
  const lines = ['Collecting torch', 'ERROR: Could not install packages: [Errno 28] No space left on device']
  expect(() => refuseFull(lines, '/tmp/envs/cpu')).toThrow(/^The disk is full: \/tmp\/envs has .* free/)
  expect(() => refuseFull(['ERROR: No match'], '/tmp/envs/cpu')).not.toThrow()
})
