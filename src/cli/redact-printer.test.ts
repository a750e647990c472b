import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { runProgram } from './program.js'

const folder = mkdtempSync(join(tmpdir(), 'lattice-redact-printer-'))
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('an error on the way ends the one JSON document', async () => {
  let output = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    output += chunk
    return true
  })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const file = join(folder, 'torn.jsonl')
  writeFileSync(file, '{"t":"a@example.com"}\n{x\n')
  expect(await runProgram(['dataset', 'redact', file, '--json'])).toBe(2)
  expect(JSON.parse(output)).toMatchObject({
    spans: [{ type: 'email', start: 6, end: 19 }],
    error: { message: `${file}:2: not JSON.`, exitCode: 2 },
  })
})
