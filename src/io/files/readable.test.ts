import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DataError } from '../../core/errors.js'
import { requireReadable } from './readable.js'

const folder = mkdtempSync(join(tmpdir(), 'lattice-readable-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
writeFileSync(at('file'), 'abc')
symlinkSync('circle', at('circle'))
symlinkSync('gone', at('dangling'))

test.each([
  ['', 'is a folder, not a file'],
  ['none', 'There is no file X.'],
  ['file/none', 'There is no file X.'],
  ['dangling', 'There is no file X.'],
  ['circle', "X can't be read: its links lead in a circle."],
  ['n'.repeat(300), "X can't be read: its name is too long."],
])('%j is said before it is opened', (name, message) => {
  const found = () => requireReadable(at(name), { shown: 'X', Failure: DataError })
  expect(found).toThrow(DataError)
  expect(found).toThrow(message)
})

test('a file is there with its size, and a device counts', () => {
  expect(requireReadable(at('file'), { Failure: DataError }).size).toBe(3)
  if (process.platform !== 'win32')
    expect(requireReadable('/dev/null', { Failure: DataError }).isFile()).toBe(false)
})
