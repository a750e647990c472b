import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunRow } from '../io/ledger/runs.js'
import { smallProject } from './fixtures/small-project.js'
import { adapterOfRun } from './run-adapter.js'
import { viewRun } from './run-view.js'
import { performRun } from './session.js'

test('the newest adapter of a run is that of its last finished training, before the run is done too', async () => {
  const project = smallProject()
  const outputs = join(project.folder, 'outputs')
  const adapter = (one: RunRow) => adapterOfRun(viewRun(outputs, one))
  const until = async (...ids: string[]) => {
    const wanted = ({ recipe }: { recipe: { id: string } }) => ids.includes(recipe.id)
    return (await performRun(project.request({ wanted }), project.house())).run
  }
  expect(adapter(await until('generate:main'))).toBeNull()
  expect(adapter(await until('train:sft'))?.training).toBe('sft')
  const run = await until('train:dpo')
  const { training, folder } = adapter(run)!
  expect(training).toBe('dpo')
  expect(readdirSync(folder)).toContain('lattice.json')
  rmSync(folder, { recursive: true })
  expect(() => adapter(run)).toThrow(/train-dpo-.* is gone/)
}, 60_000)
