import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigError } from '../../core/errors.js'
import { machineFailure } from './machine-failure.js'

const system = (code: string, rest: object = {}) =>
  Object.assign(new Error(`${code}: as the system says`), { code, ...rest })
const here = mkdtempSync(join(tmpdir(), 'lattice-machine-'))
const file = join(here, 'file')

test.each([
  [
    { code: 'ENOSPC', path: file, needed: 600_000 },
    1,
    /^The disk is full: .* has .* free, and 600 kB are to be written \(.*file\)\.$/,
  ],
  [{ code: 'ENOSPC', path: `${file}.partial-17` }, 1, /\(.*\/file\)\.$/],
  [{ code: 'ENOSPC' }, 1, /^The disk is full\.$/],
  [{ code: 'EDQUOT', path: file }, 1, /^The disk quota of this user is used up: /],
  [{ code: 'EFBIG', path: file, needed: 5 }, 1, /file is larger than this user may write/],
  [{ code: 'EROFS', path: file, syscall: 'write' }, 3, /file can't be written: its disk is read-only\.$/],
  [{ code: 'EACCES', path: file, syscall: 'open' }, 3, /file can't be opened: this user may not\.$/],
  [{ code: 'EACCES', path: file, syscall: 'scandir' }, 3, /file can't be read: this user may not\.$/],
  [{ code: 'ENOTDIR', path: file, syscall: 'mkdir' }, 3, /a part of its path is a file/],
  [{ code: 'EXDEV', path: 'from', dest: file, syscall: 'copyfile' }, null, null],
  [
    { code: 'ENOENT', path: file, syscall: 'write' },
    3,
    /file can't be written: nothing can be made there\.$/,
  ],
  [{ code: 'EMFILE', path: file, syscall: 'open' }, 3, /too many files are open \(ulimit -n\)/],
])('%j is one message with a way out', (raised, exitCode, message) => {
  const failure = machineFailure(system(raised.code, raised))
  if (exitCode === null) return expect(failure).toBeNull()
  expect(failure).toMatchObject({ exitCode, message: expect.stringMatching(message as RegExp) })
  expect(failure?.hint).toMatch(/^(Make room|Raise the limit|Give this user)/)
})

test.each([
  ['a bug', new TypeError('x is not a function')],
  ['an error that says what it is', new ConfigError('wrong')],
  ['no error at all', 'ENOSPC'],
  ['a file that is not there, which a program should have asked', system('ENOENT', { path: file })],
])('%s is none of the machine', (_, error) => {
  expect(machineFailure(error)).toBeNull()
})

test('the folder may be gone by now', () => {
  rmSync(here, { recursive: true })
  expect(machineFailure(system('ENOSPC', { path: join(here, 'deep', 'file') }))?.message).toMatch(/ free /)
})
