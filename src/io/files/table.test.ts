import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { readTable, type TableFormat } from './table.js'

const folder = mkdtempSync(join(tmpdir(), 'lattice-table-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function rowsOf(name: string, content: string | Buffer, format?: TableFormat) {
  const path = join(folder, name)
  writeFileSync(path, content)
  const rows = []
  for await (const { row, where } of readTable(path, { format })) {
    rows.push({ row, where: where.replace(`${folder}/`, '') })
  }
  return rows
}

const two = [
  { row: { text: 'one', label: '1' }, where: 't:2' },
  { row: { text: 'two', label: '2' }, where: 't:3' },
]
const named = (name: string) => two.map(({ row, where }) => ({ row, where: where.replace('t', name) }))

test.each<[string, string, string | Buffer]>([
  ['plain CSV', 'a.csv', 'text,label\none,1\ntwo,2\n'],
  ['CSV with a BOM, CRLF, blank lines and quotes', 'b.csv', '\ufefftext,label\r\n"one",1\r\ntwo,"2"\r\n\r\n'],
  ['packed CSV', 'c.csv.gz', gzipSync('text,label\none,1\ntwo,2')],
  ['TSV', 'd.tsv', 'text\tlabel\none\t1\ntwo\t2\n'],
  ['no ending', 'e', 'text,label\none,1\ntwo,2\n'],
])('%s is read', async (_, name, content) => {
  expect(await rowsOf(name, content)).toEqual(named(name))
})

test.each<[string, string | Buffer]>([
  ['f.jsonl', '{"text":"one","label":1}\n\n{"text":"two","label":2}\n'],
  ['g', '\ufeff{"text":"one","label":1}\n{"text":"two","label":2}'],
  ['h.gz', gzipSync('{"text":"one","label":1}\n{"text":"two","label":2}')],
])('JSONL in %s is read', async (name, content) => {
  expect((await rowsOf(name, content)).map(({ row }) => row)).toEqual([
    { text: 'one', label: 1 },
    { text: 'two', label: 2 },
  ])
})

test('stdin is read in any pieces', async () => {
  const content = gzipSync('text,label\n"one\nmore, and ""quoted""",1\n')
  const stdin = Readable.from([...content].map((byte) => Buffer.from([byte])))
  const rows = []
  for await (const { row } of readTable('-', { stdin })) rows.push(row)
  expect(rows).toEqual([{ text: 'one\nmore, and "quoted"', label: '1' }])
})

test.each<[string, string, string | Buffer, RegExp]>([
  ['a row with too many cells', 'm.csv', 'a,b\n1,2,3\n', /m\.csv:2: not good CSV/],
  ['a quote that never ends', 'n.csv', 'a,b\n"1,2\n', /n\.csv:2: not good CSV/],
  ['two columns of one name', 'o.csv', 'a,a\n1,2\n', /o\.csv:1: two columns are called "a"/],
  ['a row that is no object', 'p.jsonl', '{"a":1}\n[1]\n', /p\.jsonl:2: a row must be an object/],
  ['a CSV that is not UTF-8', 's.csv', Buffer.from('a\ncaf\xe9\n', 'latin1'), /s\.csv:2: not UTF-8/],
  ['a NUL in a cell', 't.csv', 'a,b\n1,"2\0"\n', /t\.csv:2: a NUL/],
  ['UTF-16', 'u.csv', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), /u\.csv: UTF-16, not UTF-8/],
  [
    'UTF-16 without a mark',
    'v.jsonl',
    Buffer.from('{"a":1,"b":2}\n', 'utf16le').swap16(),
    /v\.jsonl: UTF-16/,
  ],
  ['a line that is not JSON', 'q.jsonl', '{"a":1}\n{"a":\n', /q\.jsonl:2:6: not JSON/],
  [
    'a packed file that is cut off',
    'r.csv.gz',
    gzipSync('a,b\n1,2\n'.repeat(99)).subarray(0, 24),
    /damaged or cut/,
  ],
])('%s is named', async (_, name, content, message) => {
  await expect(rowsOf(name, content)).rejects.toThrow(message)
})

test('a missing file is named', async () => {
  const reading = readTable(join(folder, 'missing.csv')).next()
  await expect(reading).rejects.toThrow(/There is no file .*missing\.csv/)
})

test('what is written as CSV by the rules of RFC 4180 is read back, but for rows of blanks', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', 'é', ' ', '{') })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), async (table) => {
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
      const csv = ['x,y', ...table.map((row) => row.map(quoted).join(','))].join('\n')
      const rows = (await rowsOf('property.csv', csv)).map(({ row }) => [row.x, row.y])
      expect(rows).toEqual(table.filter((row) => row.join('').trim() !== ''))
    }),
    { numRuns: 50 },
  )
})
