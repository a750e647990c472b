import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { completeCheckpoints, pruneCheckpoints, removeIncomplete, sealCheckpoint } from './checkpoints.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lattice-checkpoints-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const parts = ['adapter_model.safetensors', 'adapter_config.json', 'optimizer.pt', 'rng/state.pth']

function write(step: number): string {
  const path = join(folder, `checkpoint-${step}`)
  for (const name of parts) {
    mkdirSync(join(path, name, '..'), { recursive: true })
    writeFileSync(join(path, name), `${name} at ${step}`)
  }
  return path
}
function seal(step: number, probeLoss: number | null = step / 10): string {
  const path = write(step)
  sealCheckpoint({ path, globalStep: step, probeLoss })
  return path
}
const steps = () => completeCheckpoints(folder).map(({ globalStep }) => globalStep)
const folders = () => readdirSync(folder).sort()

test('a checkpoint counts once it is sealed, with its loss', () => {
  const path = write(4)
  expect(steps()).toEqual([])
  sealCheckpoint({ path, globalStep: 4, probeLoss: 0.25 })
  expect(completeCheckpoints(folder)).toEqual([{ path, globalStep: 4, probeLoss: 0.25 }])
})

test('a loss that is not a number is kept as none', () => {
  seal(4, null)
  expect(completeCheckpoints(folder)[0]?.probeLoss).toBeNull()
})

test('they stand in the order of their steps, not of their names', () => {
  for (const step of [20, 100, 3]) seal(step)
  expect(steps()).toEqual([3, 20, 100])
})

const damages: [string, (path: string) => void][] = [
  ...[...parts, 'lattice-checkpoint.json'].flatMap((name): [string, (path: string) => void][] => [
    [`without ${name}`, (path) => rmSync(join(path, name))],
    [`with a shorter ${name}`, (path) => writeFileSync(join(path, name), '')],
    [`with another byte in ${name}`, (path) => writeFileSync(join(path, name), flipped(join(path, name)))],
  ]),
  ['with a manifest of no files', (path) => rewrite(path, { files: [] })],
  ['with a manifest of something else', (path) => rewrite(path, { globalStep: 'four' })],
]
function flipped(path: string): Buffer {
  const bytes = readFileSync(path)
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes
}
function rewrite(path: string, change: object): void {
  const file = join(path, 'lattice-checkpoint.json')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }))
}

test.each(damages)('a checkpoint %s does not count, and the one before it does', (_, damage) => {
  seal(2)
  damage(seal(4))
  expect(steps()).toEqual([2])
  removeIncomplete(folder)
  expect(folders()).toEqual(['checkpoint-2'])
})

test('pruning keeps the best and the newest', () => {
  for (const step of [2, 4, 6, 8]) seal(step)
  pruneCheckpoints(folder, 4)
  expect(steps()).toEqual([4, 8])
})

test('when the newest is the best, it alone is kept; when none is best yet, the newest', () => {
  for (const step of [2, 4, 6]) seal(step)
  pruneCheckpoints(folder, 6)
  expect(steps()).toEqual([6])
  seal(8)
  pruneCheckpoints(folder, null)
  expect(steps()).toEqual([8])
})

test('pruning leaves alone what the worker is just writing', () => {
  for (const step of [2, 4]) seal(step)
  write(6)
  pruneCheckpoints(folder, 2)
  expect(folders()).toEqual(['checkpoint-2', 'checkpoint-4', 'checkpoint-6'])
})

test('a folder that is not there has none', () => {
  rmSync(folder, { recursive: true })
  expect(steps()).toEqual([])
  removeIncomplete(folder)
  pruneCheckpoints(folder, 1)
  expect(existsSync(folder)).toBe(false)
})
