import { existsSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readEnvironment, requireEnvironment } from './environment.js'
import { fakeMachine } from './fixtures/fake-python.js'
import { environmentsOf, setUpOn } from './fixtures/set-up-on.js'

test('says accelerator, reason, sizes and folder, then installs the lock and stores what the probe found', async () => {
  const machine = fakeMachine()
  machine.python('python3.11')
  const { result, notes } = setUpOn(machine)
  const { environment, reused } = await result
  expect(reused).toBe(false)
  expect(environment).toMatchObject({
    accelerator: 'cpu',
    device: { type: 'cpu', name: 'fake' },
    bf16: true,
    nf4: true,
    versions: { torch: '2.13.0+cpu' },
  })
  expect(notes[0]).toMatch(/cpu, because nvidia-smi finds no NVIDIA GPU/)
  expect(notes[0]).toMatch(/about \d+ MB to download.*about [\d.]+ GB on disk/)
  expect(notes[0]).toContain(environment.folder)
  expect(machine.calls().some((call) => /pip install .*--no-deps .*linux-x64-cpu\.txt/.test(call))).toBe(true)
})

test('a ready environment is used again without starting anything', async () => {
  const machine = fakeMachine()
  machine.python('python3.11')
  const first = await setUpOn(machine).result
  const before = machine.calls().length
  const second = await setUpOn(machine).result
  expect(second).toEqual({ ...first, reused: true })
  expect(await requireEnvironment(machine.host)).toEqual(first.environment)
  expect(machine.calls()).toHaveLength(before)
})

test('an environment whose base Python was removed is not ready', async () => {
  const machine = fakeMachine()
  machine.python('python3.11')
  const { environment } = await setUpOn(machine).result
  rmSync(environment.python)
  expect(await readEnvironment(machine.host)).toBeNull()
})

test('without an environment, the error names the command that makes one', async () => {
  await expect(requireEnvironment(fakeMachine().host)).rejects.toMatchObject({
    exitCode: 3,
    hint: 'Run: lattice env setup',
  })
})

test('no Python on PATH is exit 3 with the way out', async () => {
  const error = await setUpOn(fakeMachine()).failure()
  expect(error).toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('No Python was found on PATH'),
  })
  expect(error.hint).toMatch(/apt install python3 python3-venv.*LATTICE_PYTHON/)
})

test('every Python that will not do is named with its reason', async () => {
  const machine = fakeMachine()
  machine.python('python3.13', { version: '3.13.1', venv: false })
  machine.python('python3.12', { version: '3.12.4', machine: 'aarch64' })
  machine.python('python3', { version: '3.9.2' })
  const { message, exitCode } = await setUpOn(machine).failure()
  expect(exitCode).toBe(3)
  expect(message).toMatch(/python3\.13 .* is 3\.13\.1, but lacks the venv module/)
  expect(message).toMatch(/python3\.12 .* is built for aarch64, and Node for x64/)
  expect(message).toMatch(/python3 .* is 3\.9\.2: too old/)
})

test('a Python that can not make an environment is exit 3 with the package to install', async () => {
  const machine = fakeMachine()
  machine.python('python3.11', { venvFails: true })
  const error = await setUpOn(machine).failure()
  expect(error).toMatchObject({ exitCode: 3, hint: expect.stringContaining('python3.11-venv') })
  expect(error.hint).toContain('ensurepip is not available')
})

test('a pip that fails is shown by the end of its log, and the next set-up goes on', async () => {
  const machine = fakeMachine()
  machine.python('python3.11', { pipFailsAt: 20 })
  const error = await setUpOn(machine).failure()
  expect(error).toMatchObject({
    exitCode: 3,
    hint: expect.stringMatching(/No matching distribution found for/),
  })
  machine.python('python3.11')
  await setUpOn(machine).result
  expect(machine.calls().filter((call) => call.includes(' venv '))).toHaveLength(1)
})

test('without a CPU build nothing is installed, and sizes and ways out are said', async () => {
  const machine = fakeMachine()
  machine.python('python3.12', { version: '3.12.1', offers: [] })
  machine.python('python3.11', { offers: ['2.12.0', '2.13.0'] })
  machine.python('python3', { offers: ['2.12.0', '2.13.0'] })
  const { message, hint, exitCode } = await setUpOn(machine).failure()
  expect(exitCode).toBe(3)
  expect(message).toContain('torch===2.13.0+cpu')
  expect(message).toContain(
    'for Python 3.12 it offers no torch at all; for Python 3.11 it offers only the plain 2.13.0',
  )
  expect(message).toMatch(/CUDA packages, [\d.]+ GB to download and [\d.]+ GB on disk/)
  for (const way of ['PIP_EXTRA_INDEX_URL', 'PIP_FIND_LINKS', '--accelerator cuda', 'LATTICE_PYTHON']) {
    expect(hint).toContain(way)
  }
  expect(environmentsOf(machine)).toEqual([])
  expect(machine.calls().filter((call) => call.includes(' -r '))).toEqual([])
})

test('an older Python is taken when the CPU build exists only for that one', async () => {
  const machine = fakeMachine()
  machine.python('python3.12', { version: '3.12.1', offers: ['2.13.0'] })
  machine.python('python3.11')
  await setUpOn(machine).result
  expect(environmentsOf(machine)).toEqual([expect.stringMatching(/^cpu-py3\.11-/)])
})

test('a GPU with a recent driver brings the CUDA lock', async () => {
  const machine = fakeMachine()
  machine.python('python3.11', { device: 'cuda' })
  machine.program('nvidia-smi', 'NVIDIA H200, 580.65.06')
  const { result, notes } = setUpOn(machine)
  expect((await result).environment).toMatchObject({ accelerator: 'cuda', device: { type: 'cuda' } })
  expect(notes[0]).toContain('NVIDIA H200 with driver 580.65.06')
})

test('CUDA packages asked for by hand on a machine without a GPU are accepted, kept and warned of', async () => {
  const machine = fakeMachine()
  machine.python('python3.11')
  const { result, notes } = setUpOn(machine, { accelerator: 'cuda' })
  expect((await result).environment.accelerator).toBe('cuda')
  expect(notes.join('\n')).toContain('torch finds no GPU here')
  expect(await setUpOn(machine).result).toMatchObject({ reused: true, environment: { accelerator: 'cuda' } })
})

test('of two ready environments the one asked for last is used', async () => {
  const machine = fakeMachine()
  machine.python('python3.11')
  for (const accelerator of ['cpu', 'cuda', 'cpu'] as const) {
    await setUpOn(machine, { accelerator }).result
    expect(await readEnvironment(machine.host)).toMatchObject({ accelerator })
  }
})

test('a probe that fails names the check and the log, and the environment is not ready', async () => {
  const machine = fakeMachine()
  machine.python('python3.11', { failedCheck: 'lora_step' })
  const error = await setUpOn(machine).failure()
  expect(error).toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('lora_step (the loss did not fall)'),
  })
  expect(existsSync(/log of the probe is (\S+)\.$/.exec(error.hint ?? '')![1]!)).toBe(true)
  expect(await readEnvironment(machine.host)).toBeNull()
})

test('a device without 4-bit training is ready and known to lack it', async () => {
  const machine = fakeMachine()
  machine.python('python3.11', { failedCheck: 'nf4_step' })
  const { result, notes } = setUpOn(machine)
  expect((await result).environment.nf4).toBe(false)
  expect(notes.join()).toContain('Not possible on this device: nf4_step (the loss did not fall)')
})
