import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readRows } from './rows.js'

const folder = mkdtempSync(join(tmpdir(), 'lattice-rows-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function rowsOf(name: string, content: string) {
  const path = join(folder, name)
  writeFileSync(path, content)
  const rows = []
  for await (const { value, where } of readRows(path)) rows.push([value, where.slice(folder.length + 1)])
  return rows
}

test.each([
  [
    'p.jsonl',
    '{"prompt":"a"}\n\n"b"\n',
    [
      [{ prompt: 'a' }, 'p.jsonl:1'],
      ['b', 'p.jsonl:3'],
    ],
  ],
  [
    'p.json',
    '\ufeff["a", {"prompt":"b"}]',
    [
      ['a', 'p.json[0]'],
      [{ prompt: 'b' }, 'p.json[1]'],
    ],
  ],
  [
    'p.txt',
    '\ufeff one \r\n\r\ntwo',
    [
      ['one', 'p.txt:1'],
      ['two', 'p.txt:3'],
    ],
  ],
  ['p.json', '[]', []],
  ['p.txt', '', []],
])('%s is read by what its ending says', async (name, content, rows) => {
  expect(await rowsOf(name, content)).toEqual(rows)
})

test.each([
  ['p.json', '{"prompt":"a"}', /holds no array/],
  ['p.json', '[1', /not JSON/],
  ['p.jsonl', '[1', /p\.jsonl:1: not JSON/],
])('%s with something else in it is refused', async (name, content, message) => {
  await expect(rowsOf(name, content)).rejects.toThrow(message)
})
