import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stubEnvironment, stubWorkers } from '../engine/fixtures/stub-models.js'
import { enterStubProject, type StubProject } from './fixtures/stub-project.js'

vi.mock('../io/python-env/environment.js', async (original) => ({
  ...(await original<object>()),
  requireEnvironment: stubEnvironment,
}))
vi.mock('../engine/workers.js', () => ({ threadCount: () => 1, workersFor: () => stubWorkers() }))

let project: StubProject

beforeEach(async () => {
  project = enterStubProject()
  expect((await project.lattice('generate', '-q')).code).toBe(0)
})
afterEach(() => project.leave())

const shows = [
  'logs show',
  'logs show --stage INITIAL-GENERATION',
  'logs show --stage SUMMARY --json',
  'logs export',
  'logs export --out log.json',
]

test.each(shows)('%s names a file that was changed, after all else that there is (exit 1)', async (line) => {
  const whole = await project.lattice(...line.split(' '))
  expect(whole.code, whole.stderr).toBe(0)
  const step = readdirSync('outputs/steps').find((name) => name.startsWith('generate-'))
  appendFileSync(`outputs/steps/${step}/candidates.jsonl`, '{}\n')
  const { code, stdout, stderr } = await project.lattice(...line.split(' '))
  expect(stderr).toContain('candidates.jsonl')
  expect(code).toBe(1)
  if (/--json|export/.test(line)) {
    const told = JSON.parse(line.includes('--out') ? readFileSync('log.json', 'utf8') : stdout)
    expect(told).toEqual(expect.arrayContaining([expect.objectContaining({ stage: 'SUMMARY' })]))
  }
})
