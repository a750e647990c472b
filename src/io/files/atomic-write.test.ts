import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openAppender } from './append.js'
import { removePartials, writeFileAtomic } from './atomic-write.js'
import { smallDisk } from './fixtures/small-disk.js'
import { readJsonl } from './jsonl.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lattice-write-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test.each([
  ['text', 'zwölf 漢😀\n', Buffer.from('zwölf 漢😀\n')],
  ['bytes', new Uint8Array([0, 255, 10]), Buffer.from([0, 255, 10])],
  ['nothing', '', Buffer.alloc(0)],
])('%s is written as it is, and nothing beside it', (_, content, bytes) => {
  writeFileAtomic(join(folder, 'deep', 'down', 'file'), content)
  expect(readFileSync(join(folder, 'deep', 'down', 'file'))).toEqual(bytes)
  expect(readdirSync(join(folder, 'deep', 'down'))).toEqual(['file'])
})

test('a file is replaced whole, by a shorter one too', () => {
  const path = join(folder, 'file')
  writeFileAtomic(path, 'a long text')
  writeFileAtomic(path, 'short')
  expect(readFileSync(path, 'utf8')).toBe('short')
})

test('when it can not be put in its place, what was there stays and no part is left', () => {
  const path = join(folder, 'taken')
  mkdirSync(path)
  writeFileSync(join(path, 'inside'), 'kept')
  expect(() => writeFileAtomic(path, 'new')).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/)
  expect(readdirSync(folder)).toEqual(['taken'])
  expect(readFileSync(join(path, 'inside'), 'utf8')).toBe('kept')
})

test('what a killed process left half written is removed, and nothing else', () => {
  for (const name of [
    'step.json.partial-4711',
    'rows.jsonl.partial',
    'rows.jsonl',
    'partial',
    'a.partial.txt',
  ])
    writeFileSync(join(folder, name), 'half')
  mkdirSync(join(folder, 'adapter.partial', 'deep'), { recursive: true })
  removePartials(folder)
  expect(readdirSync(folder).sort()).toEqual(['a.partial.txt', 'partial', 'rows.jsonl'])
})

test('a reader has the old file or the new one, never a part', () => {
  const path = join(folder, 'file')
  writeFileAtomic(path, 'old')
  const before = statSync(path).ino
  writeFileAtomic(path, 'new')
  expect(statSync(path).ino).not.toBe(before)
})

test('on a full disk it says so, keeps the old file whole and leaves no part', (context) => {
  const disk = smallDisk(262_144)
  if (!disk) return context.skip('no file system can be mounted here')
  try {
    const path = join(disk.folder, 'file')
    const old = 'x'.repeat(100_000)
    writeFileAtomic(path, old)
    expect(() => writeFileAtomic(path, 'y'.repeat(600_000))).toThrow(/ENOSPC/)
    expect(readFileSync(path, 'utf8')).toBe(old)
    expect(readdirSync(disk.folder)).toEqual(['file'])
    writeFileAtomic(path, 'fits again')
    expect(readFileSync(path, 'utf8')).toBe('fits again')
  } finally {
    disk.remove()
  }
})

test('rows appended to a disk that was full for a while are whole, in order and where they were said to be', async (context) => {
  const disk = smallDisk(131_072)
  if (!disk) return context.skip('no file system can be mounted here')
  try {
    const path = join(disk.folder, 'rows.jsonl')
    const appender = openAppender(path)
    appender.append({ n: 1 })
    appender.sync()
    disk.fill()
    const text = 'x'.repeat(10_000)
    const place = appender.append({ n: 2, text })
    expect(() => appender.sync()).toThrow(/ENOSPC/)
    disk.empty()
    appender.append({ n: 3 })
    appender.close()
    const lines = []
    for await (const line of readJsonl(path)) lines.push(line)
    expect(lines.map(({ value }) => value)).toEqual([{ n: 1 }, { n: 2, text }, { n: 3 }])
    expect(lines[1]).toMatchObject(place)
  } finally {
    disk.remove()
  }
})
