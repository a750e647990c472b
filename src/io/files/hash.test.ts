import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contentHash, hashFile, hashFolder } from './hash.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lattice-hash-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function folderWith(name: string, files: Record<string, string>): string {
  const folder = join(root, name)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return folder
}

test.each([0, 1, 1 << 20, (1 << 20) + 1])('a file of %i bytes has the hash of its bytes', (size) => {
  const bytes = Buffer.alloc(size, 7)
  writeFileSync(join(root, 'file'), bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  expect(hashFile(join(root, 'file'))).toEqual({ sha256, bytes: size })
})

test('a folder lists its files by name with forward slashes, those in folders too', () => {
  const folder = folderWith('model', { b: '2', 'a/z': '1', a1: '3' })
  expect(hashFolder(folder).map(({ name, bytes }) => [name, bytes])).toEqual([
    ['a/z', 1],
    ['a1', 1],
    ['b', 1],
  ])
})

test('the hash of a folder follows its content, not its place', () => {
  const folder = folderWith('one', { a: '1', 'in/b': '2' })
  cpSync(folder, join(root, 'two'), { recursive: true })
  symlinkSync(folder, join(root, 'three'))
  expect(contentHash(join(root, 'two'))).toBe(contentHash(folder))
  expect(contentHash(join(root, 'three'))).toBe(contentHash(folder))
})

test.each([
  ['another byte', { a: '2', 'in/b': '2' }],
  ['another name', { a1: '1', 'in/b': '2' }],
  ['one file more', { a: '1', 'in/b': '2', c: '' }],
  ['one file less', { a: '1' }],
  ['two contents exchanged', { a: '2', 'in/b': '1' }],
])('%s makes another hash', (_, files) => {
  expect(contentHash(folderWith('changed', files as Record<string, string>))).not.toBe(
    contentHash(folderWith('same', { a: '1', 'in/b': '2' })),
  )
})
