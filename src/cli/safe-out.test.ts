/** `--out` writes over what it wrote itself, and over nothing else of a user or of lattice. */
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { stubEnvironment, stubWorkers } from '../engine/fixtures/stub-models.js'
import { enterStubProject, type StubProject } from './fixtures/stub-project.js'

vi.mock('../io/python-env/environment.js', async (original) => ({
  ...(await original<object>()),
  requireEnvironment: stubEnvironment,
}))
vi.mock('../engine/workers.js', () => ({ threadCount: () => 1, workersFor: () => stubWorkers() }))

let project: StubProject
let candidates: string

beforeAll(async () => {
  project = enterStubProject()
  for (const command of [['generate'], ['critique'], ['dataset', 'sft'], ['dataset', 'dpo']]) {
    const { code, stderr } = await project.lattice(...command, '-q')
    expect(code, stderr).toBe(0)
  }
  project.write('README.md', '# mine\n')
  mkdirSync('mine')
  project.write('mine/README.md', '# mine\n')
  symlinkSync('outputs', 'link')
  const step = readdirSync('outputs/steps').find((name) => name.startsWith('generate-'))
  candidates = `outputs/steps/${step}/candidates.jsonl`
})
afterAll(() => project.leave())

/** Everything that lies there, by its content; SQLite writes its shared memory when it only reads. */
const everything = () =>
  readdirSync('.', { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(name).isFile() && !/lattice\.db-(shm|wal)$/.test(name))
    .map((name) => `${name} ${createHash('sha256').update(readFileSync(name)).digest('hex')}`)
    .sort()

const run = 'lattice-1'
const kept = [
  'outputs/lattice.db',
  'outputs/lattice.db-new',
  'outputs/.lock.db',
  'outputs/steps/x',
  'outputs',
  'link/steps',
]
const cases = [
  ...['report', 'logs export', 'dataset sft', 'dataset dpo'].flatMap((command) =>
    [...kept, `outputs/${run}/content.jsonl`, `outputs/${run}/x`, `link/${run}`].map((out) => [command, out]),
  ),
  ...['report', 'logs export'].flatMap((command) =>
    ['lattice.yaml', 'prompts.jsonl', 'README.md', 'mine', 'CANDIDATES'].map((out) => [command, out]),
  ),
  ...['dataset sft', 'dataset dpo'].flatMap((command) => ['.', 'mine'].map((out) => [command, out])),
]

test.each(cases)('%s --out %s is refused, and all is as it was', async (command = '', out = '') => {
  const before = everything()
  const place = out === 'CANDIDATES' ? candidates : out
  const { code, stderr, stdout } = await project.lattice(...command.split(' '), '--out', place)
  expect(stderr).toContain('Name another place with --out')
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(everything()).toEqual(before)
})

test.each([
  ['report', 'page.html'],
  ['report', `outputs/${run}/report.html`],
  ['report', 'outputs/page.html'],
  ['logs export', 'log.json'],
  ['logs export', 'log.jsonl'],
  ['logs export', 'log.csv'],
  ['logs export --stage TRAINING-PAIR-CREATED --id none', 'empty.json'],
  ['dataset sft', 'sets/sft'],
  ['dataset dpo', 'sets/dpo'],
])('%s --out %s is written again over its own', async (command, out) => {
  for (const _ of ['first', 'again']) {
    const { code, stderr } = await project.lattice(...command.split(' '), '--out', out)
    expect(code, stderr).toBe(0)
  }
})

test('a copy of a data set that was changed is not written over, nor one that the config names', async () => {
  expect((await project.lattice('dataset', 'sft', '--out', 'changed')).code).toBe(0)
  for (const name of ['train.jsonl', 'README.md']) {
    const before = readFileSync(join('changed', name))
    appendFileSync(join('changed', name), 'mine\n')
    const { code, stderr } = await project.lattice('dataset', 'sft', '--out', 'changed')
    expect(stderr).toContain(`changed/${name} exists`)
    expect(code).toBe(2)
    project.write(join('changed', name), before)
  }
  const config = readFileSync('lattice.yaml', 'utf8')
  project.write('lattice.yaml', config.replace('prompts.jsonl', '[prompts.jsonl, changed/train.jsonl]'))
  const { code, stderr } = await project.lattice('dataset', 'sft', '--out', 'changed')
  project.write('lattice.yaml', config)
  expect(stderr).toContain('changed/train.jsonl is a file that the config names')
  expect(code).toBe(2)
})
