import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openAppender } from './append.js'
import { type Line, readJsonl, readRecords, readRowAt } from './jsonl.js'

const folder = mkdtempSync(join(tmpdir(), 'lattice-jsonl-'))
const path = join(folder, 'rows.jsonl')
afterAll(() => rmSync(folder, { recursive: true }))

async function linesOf(content: string | Buffer): Promise<Line[]> {
  writeFileSync(path, content)
  const lines = []
  for await (const line of readJsonl(path)) lines.push(line)
  return lines
}
const valuesOf = async (content: string | Buffer) => (await linesOf(content)).map(({ value }) => value)

function rowsAt(lines: readonly Line[]): unknown[] {
  const file = openSync(path, 'r')
  try {
    return lines.map((line) => readRowAt(file, line))
  } finally {
    closeSync(file)
  }
}

test.each([
  ['an empty file', '', []],
  ['a file of line ends', '\n\r\n  \n', []],
  ['a byte order mark', '\ufeff{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ['a byte order mark before a blank line', '\ufeff\n{"a":1}\n', [{ a: 1 }]],
  ['CRLF', '{"a":1}\r\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
  ['blank lines', '\n{"a":1}\n\n{"a":2}\n\n', [{ a: 1 }, { a: 2 }]],
  ['no line end at the end', '{"a":1}\n{"a":2}', [{ a: 1 }, { a: 2 }]],
  ['U+2028 within a text', '{"a":"x\u2028y"}\n', [{ a: 'x\u2028y' }]],
])('%s is read', async (_, content, values) => {
  const lines = await linesOf(content)
  expect(lines.map(({ value }) => value)).toEqual(values)
  expect(rowsAt(lines)).toEqual(values)
})

test('a member named __proto__ stays data', async () => {
  const [value] = await valuesOf('{"__proto__":{"polluted":true}}\n')
  expect(Object.keys(value as object)).toEqual(['__proto__'])
  expect('polluted' in {}).toBe(false)
})

test.each([
  ['a torn object', '{"a":1}\n\n{"a":', '3:6', /not JSON: it ends too early/],
  ['a bare word', 'yes\n', '1:1', /not JSON: yes is no JSON value/],
  ['a NUL', '{"a":1}\n\0\n', '2:1', /not JSON: U\+0000 is no JSON value/],
  ['bytes that are no UTF-8', Buffer.from([0xff, 0x0a]), 1, /not UTF-8/],
  ['lone returns', '1\r\r{', '3:2', /not JSON/],
  ['a compressed file', Buffer.from([0x1f, 0x8b, 0x08, 0x00]), 1, /not UTF-8/],
])('%s is refused by file and line', async (_, content, line, reason) => {
  const failure = await linesOf(content).catch((error: unknown) => error)
  expect(failure).toMatchObject({ name: 'DataError', exitCode: 2, message: expect.stringMatching(reason) })
  expect((failure as Error).message).toContain(`${path}:${line}: `)
})

test('a long broken line is not shown', async () => {
  await expect(linesOf('x'.repeat(5000))).rejects.toThrow(/:1:1: not JSON: x{20} is no JSON value\.$/)
})

test('a line of many megabytes is read in one go', async () => {
  const text = 'long '.repeat(1_600_000)
  expect(await valuesOf(`${JSON.stringify({ text })}\n{"a":1}\n`)).toEqual([{ text }, { a: 1 }])
})

test('text of several bytes a character survives the border between two pieces of the file', async () => {
  const piece = 65_536
  for (const shift of [0, 1, 2, 3]) {
    const text = `${'x'.repeat(piece - 12 + shift)}😀é漢${'y'.repeat(piece)}`
    const lines = await linesOf(`${JSON.stringify({ text })}\n{"after":"é"}\n`)
    expect(lines.map(({ value }) => value)).toEqual([{ text }, { after: 'é' }])
    expect(rowsAt(lines)).toEqual([{ text }, { after: 'é' }])
  }
})

test('every row is found again at its place, whatever stands around it', async () => {
  const row = fc.record({ key: fc.string(), text: fc.string({ unit: 'binary' }), n: fc.integer() })
  const gap = fc.constantFrom('\n', '\r\n', '\n\n', '\n  \r\n')
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(row, gap)),
      fc.boolean(),
      fc.boolean(),
      async (rows, marked, endless) => {
        const text = rows.map(([value, end]) => JSON.stringify(value) + end).join('')
        const lines = await linesOf((marked ? '\ufeff' : '') + (endless ? text.trimEnd() : text))
        const values = rows.map(([value]) => JSON.parse(JSON.stringify(value)))
        expect(lines.map(({ value }) => value)).toEqual(values)
        expect(rowsAt(lines)).toEqual(values)
      },
    ),
    { numRuns: 12 },
  )
})

test('what is appended can be read at the place that was told', async () => {
  rmSync(path, { force: true })
  const rows = Array.from({ length: 1200 }, (_, index) => ({
    index,
    text: 'é漢😀'.slice(0, 1 + (index % 4)),
  }))
  const places: { offset: number; length: number }[] = []
  for (const half of [rows.slice(0, 700), rows.slice(700)]) {
    const appender = openAppender(path)
    places.push(...half.map((row) => appender.append(row)))
    appender.close()
  }
  const file = openSync(path, 'r')
  expect(places.map((place) => readRowAt(file, place))).toEqual(rows)
  closeSync(file)
})

test('after a crash at any byte, appending loses at most the torn row and makes none unreadable', async () => {
  const rows = [{ key: 'a', text: 'one' }, { key: 'b', text: 'zwölf 漢😀' }, { key: 'c' }]
  const whole = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  for (let length = 0; length <= whole.length; length += 1) {
    writeFileSync(path, whole.subarray(0, length))
    const appender = openAppender(path)
    const place = appender.append({ key: 'new' })
    appender.close()
    const complete = whole.subarray(0, length).filter((byte) => byte === 10).length
    const now = readFileSync(path)
    expect(await valuesOf(now)).toEqual([...rows.slice(0, complete), { key: 'new' }])
    expect(rowsAt([{ ...place, value: null, where: '' }])).toEqual([{ key: 'new' }])
  }
})

test('a torn row longer than a block is cut off whole', async () => {
  writeFileSync(path, `{"a":1}\n{"text":"${'x'.repeat(200_000)}`)
  openAppender(path).close()
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n')
})

test('what stands behind the last finished piece of work is cut off on demand', () => {
  const path = join(folder, 'grows.jsonl')
  const first = openAppender(path)
  first.append({ whole: 1 })
  const length = first.length()
  first.append({ half: 'told' })
  first.close()
  const second = openAppender(path, length)
  expect(second.length()).toBe(length)
  second.append({ whole: 2 })
  second.close()
  expect(readFileSync(path, 'utf8')).toBe('{"whole":1}\n{"whole":2}\n')
  openAppender(path, 1e6).close()
  expect(readFileSync(path, 'utf8')).toBe('{"whole":1}\n{"whole":2}\n')
})

test('rows wait for sync, and a closed file holds them all', () => {
  rmSync(path, { force: true })
  const appender = openAppender(path)
  appender.append({ a: 1 })
  appender.sync()
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n')
  appender.append({ a: 2 })
  appender.close()
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"a":2}\n')
})

test('records are checked, and a wrong one is named by file, line and field', async () => {
  writeFileSync(path, '{"n":1}\n')
  appendFileSync(path, '{"n":"two"}\n')
  const read = async () => {
    const found = []
    for await (const record of readRecords(path, z.object({ n: z.number() }))) found.push(record)
    return found
  }
  await expect(read()).rejects.toThrow(`${path}:2: n: `)
  writeFileSync(path, '{"n":1}\n')
  expect(await read()).toEqual([{ n: 1 }])
})
