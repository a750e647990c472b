import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEnvironment } from './environment.js'
import { type FakeMachine, fakeMachine } from './fixtures/fake-python.js'
import { environmentsOf, setUpOn } from './fixtures/set-up-on.js'

test('an interrupted set-up leaves nothing that looks finished, and the next one resumes it', async () => {
  const machine = fakeMachine()
  machine.python('python3.11', { pipStopsAt: 10, tornAt: 9 })
  const controller = new AbortController()
  const { failure } = setUpOn(machine, { signal: controller.signal })
  await until(() => machine.calls().some((call) => call.includes(' -r ')))
  await until(() => installed(machine).length === 10)
  controller.abort()
  expect(await failure()).toMatchObject({ name: 'InterruptedError', exitCode: 130 })
  expect(await readEnvironment(machine.host)).toBeNull()
  machine.python('python3.11')
  await setUpOn(machine).result
  const log = readFileSync(join(machine.host.env.LATTICE_ENV_DIR!, 'set-up-linux-x64-cpu.log'), 'utf8')
  expect(log.match(/already satisfied/g), 'all ten but the torn one').toHaveLength(9)
  expect(machine.calls().filter((call) => call.includes(' venv '))).toHaveLength(1)
})

test('of two set-ups at once the second says that it waits, then finds the environment ready', async () => {
  const machine = fakeMachine()
  machine.python('python3.11', { pipMilliseconds: 500 })
  const first = setUpOn(machine)
  await until(() => existsSync(join(machine.host.env.LATTICE_ENV_DIR!, '.lock.db')))
  const second = setUpOn(machine)
  const [one, two] = await Promise.all([first.result, second.result])
  expect([one.reused, two.reused]).toEqual([false, true])
  expect(two.environment).toEqual(one.environment)
  expect(second.notes.join()).toContain('waiting for it')
  expect(machine.calls().filter((call) => call.includes(' -r '))).toHaveLength(1)
})

test('a set-up that waits for another can be interrupted', async () => {
  const machine = fakeMachine()
  machine.python('python3.11', { pipMilliseconds: 1500 })
  const first = setUpOn(machine)
  await until(() => existsSync(join(machine.host.env.LATTICE_ENV_DIR!, '.lock.db')))
  const controller = new AbortController()
  const second = setUpOn(machine, { signal: controller.signal })
  await until(() => second.notes.length > 0)
  controller.abort()
  expect(await second.failure()).toMatchObject({ exitCode: 130 })
  await first.result
})

function installed(machine: FakeMachine): string[] {
  const [name] = environmentsOf(machine)
  return readdirSync(join(machine.host.env.LATTICE_ENV_DIR!, name!, 'lib', 'python3', 'site-packages'))
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { timeout: 10_000, interval: 20 }).toBe(true)
}
