import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sha256 } from '../core/canonical.js'
import { smallDisk } from '../io/files/fixtures/small-disk.js'
import { openOutputs } from './outputs.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lattice-outputs-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const text = (name: string) => readFileSync(join(folder, name), 'utf8')

test('a promised file exists even when nothing was written to it', () => {
  const { artifacts } = openOutputs(folder, ['a.jsonl', 'b.jsonl']).commit()
  expect(readdirSync(folder).sort()).toEqual(['a.jsonl', 'b.jsonl'])
  expect(artifacts).toEqual([
    { name: 'a.jsonl', sha256: sha256(''), bytes: 0, rows: 0 },
    { name: 'b.jsonl', sha256: sha256(''), bytes: 0, rows: 0 },
  ])
})

test('rows go to their files in order, also to one that was not promised', () => {
  const files = openOutputs(folder, ['a.jsonl'])
  for (let n = 0; n < 2500; n += 1) files.write({ file: n % 2 ? 'more.jsonl' : 'a.jsonl', record: { n } })
  const { artifacts } = files.commit()
  const rows = (odd: number) =>
    Array.from({ length: 1250 }, (_, index) => `{"n":${2 * index + odd}}\n`).join('')
  expect([text('a.jsonl'), text('more.jsonl')]).toEqual([rows(0), rows(1)])
  expect(artifacts.map(({ name, rows }) => [name, rows])).toEqual([
    ['a.jsonl', 1250],
    ['more.jsonl', 1250],
  ])
})

test('what was dropped is listed with its reason, and counted by reason', () => {
  const files = openOutputs(folder, ['a.jsonl'])
  for (const [dropped, reason] of [
    ['p1', 'too long'],
    ['p2', 'empty'],
    ['p3', 'too long'],
    ['p4', '__proto__'],
  ] as const)
    files.write({ dropped, reason })
  const { facts, artifacts } = files.commit()
  expect(JSON.stringify(facts)).toBe('{"dropped":{"too long":2,"empty":1,"__proto__":1}}')
  expect(text('dropped.jsonl').split('\n')[0]).toBe('{"id":"p1","reason":"too long"}')
  expect(artifacts.find(({ name }) => name === 'dropped.jsonl')?.rows).toBe(4)
})

test('a list of what an earlier attempt dropped does not stay', () => {
  writeFileSync(join(folder, 'dropped.jsonl'), '{"id":"p1","reason":"empty"}\n')
  expect(openOutputs(folder, []).commit()).toEqual({ artifacts: [], facts: {} })
  expect(readdirSync(folder)).toEqual([])
})

test('facts and documents are kept, the last word on each', () => {
  const files = openOutputs(folder, [])
  files.write({ fact: 'rows', value: 1 })
  files.write({ fact: 'rows', value: 2 })
  files.write({ file: 'README.md', document: 'draft' })
  files.write({ file: 'README.md', document: '# Card\n' })
  expect(files.commit()).toEqual({
    facts: { rows: 2 },
    artifacts: [{ name: 'README.md', sha256: sha256('# Card\n'), bytes: 7, rows: null }],
  })
})

test('an adapter that was left in the folder counts file by file', () => {
  mkdirSync(join(folder, 'adapter'))
  writeFileSync(join(folder, 'adapter', 'lattice.json'), '{}')
  expect(openOutputs(folder, ['adapter']).commit().artifacts).toEqual([
    { name: 'adapter/lattice.json', sha256: sha256('{}'), bytes: 2, rows: null },
  ])
})

test('before the commit there is nothing under a final name, and what was there stays', () => {
  writeFileSync(join(folder, 'a.jsonl'), 'before\n')
  const files = openOutputs(folder, ['a.jsonl'])
  for (let n = 0; n < 1500; n += 1) files.write({ file: 'a.jsonl', record: n })
  files.write({ file: 'README.md', document: '#' })
  expect(readdirSync(folder).sort()).toEqual(['a.jsonl', 'a.jsonl.partial'])
  expect(text('a.jsonl')).toBe('before\n')
})

test('what is abandoned leaves nothing', () => {
  const files = openOutputs(folder, ['a.jsonl'])
  files.write({ file: 'a.jsonl', record: 1 })
  files.write({ file: 'b.jsonl', record: 1 })
  files.write({ file: 'README.md', document: '#' })
  files.write({ dropped: 'p1', reason: 'empty' })
  files.abandon()
  expect(readdirSync(folder)).toEqual([])
})

test('a full disk is said, and leaves no part behind', (context) => {
  const disk = smallDisk(65_536)
  if (!disk) return context.skip('no file system can be mounted here')
  try {
    const files = openOutputs(disk.folder, ['a.jsonl', 'b.jsonl'])
    for (let n = 0; n < 100; n += 1) files.write({ file: 'b.jsonl', record: 'x'.repeat(1000) })
    expect(() => files.commit()).toThrow(/ENOSPC/)
    expect(readdirSync(disk.folder)).toEqual(['a.jsonl'])
  } finally {
    disk.remove()
  }
})
