import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { captured } from './fixtures/captured.js'
import { runProgram } from './program.js'

const outputs = mkdtempSync(join(tmpdir(), 'lattice-runs-'))
const ledger = join(outputs, 'lattice.db')
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(outputs, { recursive: true })
})

test('runs ls says that a ledger is empty where steps lie beside it, or that it is a folder', async () => {
  const printed = captured()
  mkdirSync(join(outputs, 'steps', 'one'), { recursive: true })
  writeFileSync(join(outputs, 'steps', 'one', 'step.json'), '{}')
  writeFileSync(ledger, '')
  const list = () => runProgram(['runs', 'ls', '--set', `outputs=${outputs}`])
  expect(await list()).toBe(0)
  expect(printed.stderr).toMatch(/the ledger knows none of them: it is new or empty/)
  rmSync(ledger)
  mkdirSync(ledger)
  expect(await list()).toBe(3)
  expect(printed.stderr).toContain(`${ledger} is a folder`)
})
