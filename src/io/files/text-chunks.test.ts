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

test('bytes that are no UTF-8, also a cut one at the end, are an error that names the file', async () => {
  for (const bytes of [Buffer.from([0x61, 0xff, 0x62]), Buffer.from('é').subarray(0, 1)]) {
    const path = fileOf(bytes)
    await expect(all(textChunks(path))).rejects.toMatchObject({
      message: expect.stringContaining(`${path}: not UTF-8`),
      exitCode: 2,
    })
  }
})

test.each([
  ['a\nb\n', ['a\n', 'b\n']],
  ['a\r\n\nb', ['a\r\n', '\n', 'b']],
  ['', []],
])('the lines of %j', async (text, lines) => {
  expect(await all(linesOfText(fileOf(text)))).toEqual(lines)
})
