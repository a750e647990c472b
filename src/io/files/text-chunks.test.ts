import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linesOfText, textChunks } from './text-chunks.js'

function fileOf(content: string | Buffer): string {
  const path = join(mkdtempSync(join(tmpdir(), 'lattice-text-')), 'a.txt')
  writeFileSync(path, content)
  return path
}

async function all(items: AsyncIterable<string>): Promise<string[]> {
  const found = []
  for await (const item of items) found.push(item)
  return found
}

test('a character that two chunks share is whole', async () => {
  const text = `\ufeff${'a'.repeat(65_535)}é👍${'ü'.repeat(70_000)}`
  expect((await all(textChunks(fileOf(text)))).join('')).toBe(text)
})

test('bytes that are no UTF-8, also a cut one at the end, are an error that names the line', async () => {
  const long = Buffer.from(`${'a'.repeat(65_535)}é\nb\n`)
  for (const [bytes, line] of [
    [Buffer.from([0x61, 0xff, 0x62]), 1],
    [Buffer.from('é').subarray(0, 1), 1],
    [Buffer.concat([Buffer.from('é\nü\n'), Buffer.from([0xe9, 0x0a])]), 3],
    [Buffer.concat([long, Buffer.from([0xff])]), 3],
    [Buffer.concat([long.subarray(0, 65_536), Buffer.from('\n')]), 1],
  ] as const) {
    const path = fileOf(bytes)
    await expect(all(textChunks(path))).rejects.toMatchObject({
      message: expect.stringContaining(`${path}:${line}: not UTF-8`),
      exitCode: 2,
    })
  }
})

test.each([
  ['a\nb\n', ['a\n', 'b\n']],
  ['a\r\n\nb', ['a\r\n', '\n', 'b']],
  ['a\rb\r\r\n', ['a\r', 'b\r', '\r\n']],
  [`${'a'.repeat(65_535)}\r\nb\r`, [`${'a'.repeat(65_535)}\r\n`, 'b\r']],
  ['', []],
])('the lines of %j', async (text, lines) => {
  expect(await all(linesOfText(fileOf(text)))).toEqual(lines)
})
