import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEnvironment } from './environment.js'
import { fakeMachine } from './fixtures/fake-python.js'
import { setUpOn } from './fixtures/set-up-on.js'
import { listEnvironments, removeEnvironment } from './inventory.js'

test('only environments for other locks are outdated, and a folder of somebody else is never listed', async () => {
  const machine = fakeMachine()
  machine.python('python3.11')
  const { environment } = await setUpOn(machine).result
  const root = machine.host.env.LATTICE_ENV_DIR!
  const old = join(root, 'cpu-py3.11-0123456789ab')
  mkdirSync(join(old, 'bin'), { recursive: true })
  mkdirSync(join(root, 'cpu-py3.12-0123456789ab'))
  writeFileSync(join(old, 'pyvenv.cfg'), '')
  const stored = await listEnvironments(machine.host)
  expect(stored.map(({ folder, state }) => [folder, state])).toEqual(
    [
      [old, 'outdated'],
      [environment.folder, 'ready'],
    ].sort(),
  )
  await removeEnvironment(stored.find(({ state }) => state === 'outdated')!)
  expect(existsSync(old)).toBe(false)
  expect(await readEnvironment(machine.host)).toEqual(environment)
})
