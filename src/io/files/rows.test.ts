import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { readRows } from './rows.js'

const folder = mkdtempSync(join(tmpdir(), 'lattice-rows-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function rowsOf(name: string, content: string | Buffer) {
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
  ['p.csv', 'prompt,class\n"a, b",x\n', [[{ prompt: 'a, b', class: 'x' }, 'p.csv:2']]],
  ['p.tsv', 'prompt\na\n', [[{ prompt: 'a' }, 'p.tsv:2']]],
  ['p.jsonl.gz', gzipSync('{"prompt":"a"}\n'), [[{ prompt: 'a' }, 'p.jsonl.gz:1']]],
  ['packed.jsonl', gzipSync('"a"\n'), [['a', 'packed.jsonl:1']]],
  ['jsonl', ' {"prompt":"a"}\n', [[{ prompt: 'a' }, 'jsonl:1']]],
  ['array', '\n["a"]', [['a', 'array[0]']]],
  [
    'lines',
    'a\nb',
    [
      ['a', 'lines:1'],
      ['b', 'lines:2'],
    ],
  ],
  ['p.json', '[]', []],
  ['p.txt', '', []],
])('%s is read by what its ending says', async (name, content, rows) => {
  expect(await rowsOf(name, content)).toEqual(rows)
})

test('stdin is read like a file without an ending', async () => {
  const stdin = Readable.from([Buffer.from('{"prom'), Buffer.from('pt":"a"}\n')])
  const rows = []
  for await (const row of readRows('-', { stdin })) rows.push(row)
  expect(rows).toMatchObject([{ value: { prompt: 'a' }, where: 'stdin:1' }])
})

test('a missing file is named', async () => {
  await expect(readRows(join(folder, 'missing.jsonl')).next()).rejects.toThrow(/There is no file .*missing/)
})

test.each([
  ['p.json', '{"prompt":"a"}', /holds no array/],
  ['p.json', '[1,\n', /p\.json:2:1: not JSON: it ends too early/],
  ['p.json', Buffer.from('["caf\xe9"]', 'latin1'), /p\.json:1: not UTF-8/],
  ['p.txt', 'a\nb\0c\n', /p\.txt:2: a NUL/],
  ['p.jsonl', `1\n{"a":${'['.repeat(9e4)}${']'.repeat(9e4)}}`, /p\.jsonl:2: it nests more than 200 deep/],
  ['p.jsonl', '[1', /p\.jsonl:1:3: not JSON/],
])('%s with something else in it is refused', async (name, content, message) => {
  await expect(rowsOf(name, content)).rejects.toThrow(message)
})
