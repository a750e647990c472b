import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { lookForSecrets } from '../secrets.js'
import { openLogFile } from './log-file.js'

const secret = `hf_${'aB3d'.repeat(9)}`
let folder: string
const file = (name: string) => join(folder, name)
const holds = (name: string, text: string) =>
  vi.waitFor(() => expect(readFileSync(file(name), 'utf8')).toBe(text))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lattice-log-'))
  vi.stubEnv('HF_TOKEN', secret)
  lookForSecrets()
})
afterEach(() => {
  vi.unstubAllEnvs()
  lookForSecrets()
  rmSync(folder, { recursive: true })
})

test('a secret is kept out wherever the pipe cuts it, and all else is kept', async () => {
  const text = `an é first\r50%\rtoken ${secret}\nlast ${secret}`
  const bytes = Buffer.from(text)
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 6 }), async (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      const name = `${places.join('-')}.log`
      rmSync(file(name), { force: true })
      const log = openLogFile()
      log.moveTo(file(name))
      for (const [index, start] of places.slice(0, -1).entries())
        log.write(bytes.subarray(start, places[index + 1]))
      expect(log.tail()).toBe(text.replaceAll(secret, '***').trimEnd())
      log.end()
      await holds(name, text.replaceAll(secret, '***'))
    }),
    { numRuns: 30 },
  )
})

test('what was begun for one job stays in its file', async () => {
  const log = openLogFile()
  log.moveTo(file('one'))
  log.write(Buffer.from('first'))
  log.moveTo(file('two'))
  log.write(Buffer.from('second'))
  expect(log.tail()).toBe('second')
  log.end()
  await holds('one', 'first')
  await holds('two', 'second')
})

test('a line without an end takes no memory without end', () => {
  const log = openLogFile()
  for (let index = 0; index < 100; index += 1) log.write(Buffer.alloc(10_000, 'x'))
  expect(log.tail()).toMatch(/^x{4096,70000}$/)
})
