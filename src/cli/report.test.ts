import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openLedger } from '../io/ledger/ledger.js'
import { type Captured, captured } from './fixtures/captured.js'
import { runProgram } from './program.js'

let outputs: string
let printed: Captured

beforeEach(() => {
  outputs = mkdtempSync(join(tmpdir(), 'lattice-report-'))
  printed = captured()
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(outputs, { recursive: true })
})

const lattice = (...line: string[]) => runProgram(['report', ...line, '--set', `outputs=${outputs}`])

function oneRun() {
  const ledger = openLedger(outputs)
  ledger.runs.create({ name: 'trial', config: {}, configFile: null, overlay: {}, environment: {} })
  ledger.close()
}

test('the page is written beside the run, and its path is the result', async () => {
  oneRun()
  expect(await lattice()).toBe(0)
  const path = join(outputs, 'trial-1', 'report.html')
  expect(printed.stdout.trim().endsWith('trial-1/report.html')).toBe(true)
  expect(readFileSync(path, 'utf8')).toMatch(
    /^<!doctype html>[\s\S]*<title>trial-1: report<\/title>[\s\S]*<\/html>\n$/,
  )
})

test('--out writes it elsewhere, and --json says where and how large', async () => {
  oneRun()
  const path = join(outputs, 'elsewhere', 'page.html')
  expect(await lattice('trial-1', '--out', path, '--json')).toBe(0)
  expect(JSON.parse(printed.stdout)).toEqual({ path, bytes: statSync(path).size })
  expect(existsSync(join(outputs, 'trial-1'))).toBe(false)
})

test('a run that is not there is exit 3 with the runs that are', async () => {
  oneRun()
  expect(await lattice('other-9')).toBe(3)
  expect(printed.stderr).toContain('trial-1')
  expect(printed.stdout).toBe('')
})
