import { mkdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEnvironment, requireEnvironment } from './environment.js'
import { fakeMachine } from './fixtures/fake-python.js'
import { setUpOn } from './fixtures/set-up-on.js'
import { differences } from './own-python.js'

const fitting = {
  torch: '2.14.1+cu130',
  transformers: '5.18.2',
  trl: '1.13.0',
  peft: '0.21.0',
  accelerate: '1.15.0',
  datasets: '5.0.1',
  'huggingface-hub': '1.33.0',
  bitsandbytes: '0.50.1',
}

test('LATTICE_PYTHON is probed once, and again when its packages change', async () => {
  const machine = fakeMachine({ LATTICE_PYTHON: 'mine' })
  const sitePackages = join(machine.host.home, 'site-packages')
  mkdirSync(sitePackages)
  machine.python('mine', { versions: fitting, sitePackages })
  await expect(requireEnvironment(machine.host)).rejects.toMatchObject({ exitCode: 3 })
  const { environment } = await setUpOn(machine).result
  expect(environment).toMatchObject({ folder: null, python: join(machine.host.env.PATH!, 'mine') })
  expect(await setUpOn(machine).result).toEqual({ environment, reused: true, bytes: null })
  expect(machine.calls().filter((call) => call.includes('lattice_worker'))).toHaveLength(1)
  utimesSync(sitePackages, new Date(), new Date(0))
  expect(await readEnvironment(machine.host)).toBeNull()
})

test('a LATTICE_PYTHON with other versions is exit 3 naming them', async () => {
  const machine = fakeMachine({ LATTICE_PYTHON: 'mine' })
  const { peft: _, ...versions } = { ...fitting, trl: '0.29.0' }
  machine.python('mine', { versions, version: '3.10.1' })
  const { message, exitCode } = await setUpOn(machine).failure()
  expect(exitCode).toBe(3)
  expect(message).toContain('Python 3.10: 3.11 or newer is needed')
  expect(message).toContain('trl: 0.29.0, but 1.13 is needed')
  expect(message).toContain('peft: missing, 0.21 is needed')
})

test('a LATTICE_PYTHON that is no program is exit 3', async () => {
  const error = await setUpOn(fakeMachine({ LATTICE_PYTHON: '/nowhere/python' })).failure()
  expect(error).toMatchObject({ exitCode: 3, message: expect.stringContaining('/nowhere/python') })
})

test.each([
  ['2.13.0', '2.13.0+cu130', []],
  ['2.13.0+cpu', '2.20.1', []],
  ['2.13.0', '3.0.0', ['torch: 3.0.0, but 2 is needed']],
])('a lock with torch %s and an installed %s differ by %j', (pinned, found, problems) => {
  const pins = new Map(Object.entries({ ...fitting, torch: pinned }))
  expect(differences(pins, { ...fitting, torch: found })).toEqual(problems)
})
