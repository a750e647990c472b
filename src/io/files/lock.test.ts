import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PrerequisiteError } from '../../core/errors.js'
import { smallDisk } from './fixtures/small-disk.js'
import { lockFolder, tryLock } from './lock.js'

const other = fileURLToPath(new URL('./fixtures/hold-lock.mjs', import.meta.url))
let folder: string
let child: ChildProcess | null = null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lattice-lock-'))
})
afterEach(() => {
  child?.kill('SIGKILL')
  child = null
  rmSync(folder, { recursive: true })
})

/** What another process says when it asks for the lock. */
async function anotherProcess(): Promise<string> {
  child = spawn(process.execPath, [other, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  return String(said)
}

test('one process has it, another does not get it', async () => {
  const lock = lockFolder(folder)
  expect(await anotherProcess()).toBe('SQLITE_BUSY')
  lock.release()
  expect(await anotherProcess()).toBe('held')
})

test('who comes second is told who holds it, and that reading goes on', async () => {
  await anotherProcess()
  expect(tryLock(folder)).toBeNull()
  const refused = (() => {
    try {
      return lockFolder(folder)
    } catch (error) {
      return error
    }
  })()
  expect(refused).toMatchObject({
    name: 'PrerequisiteError',
    exitCode: 3,
    message: `${folder} is in use by another lattice (process ${child?.pid} on ${hostname()}).`,
    hint: expect.stringContaining('Reading commands work meanwhile'),
  })
})

test('a refused one does not become the owner', async () => {
  await anotherProcess()
  expect(tryLock(folder)).toBeNull()
  expect(() => lockFolder(folder)).toThrow(`process ${child?.pid}`)
})

test('one that is stopped still has it, and it is said how to let it go on', async (context) => {
  if (process.platform !== 'linux') return context.skip('the state of a process is read from /proc')
  await anotherProcess()
  child?.kill('SIGSTOP')
  const stopped = () => / T /.test(readFileSync(`/proc/${child?.pid}/stat`, 'utf8'))
  await vi.waitFor(() => expect(stopped()).toBe(true), { timeout: 10_000 })
  expect(() => lockFolder(folder)).toThrow(
    expect.objectContaining({ exitCode: 3, hint: expect.stringContaining(`kill -CONT ${child?.pid} `) }),
  )
})

test('what stands beside the lock tells the process, the machine and the command', () => {
  const lock = lockFolder(folder)
  expect(readFileSync(join(folder, '.lock-owner'), 'utf8')).toMatch(
    new RegExp(`^process ${process.pid} on ${hostname()}, lattice\\b.*, since \\d{4}-`),
  )
  lock.release()
})

test('a process that is long gone is not named as the owner for certain', async () => {
  await anotherProcess()
  writeFileSync(join(folder, '.lock-owner'), `process 999999999 on ${hostname()}\n`)
  expect(() => lockFolder(folder)).toThrow('process 999999999')
  expect(() => lockFolder(folder)).toThrow('by what is written there')
})

test('of many that start at once exactly one gets it, round after round', async () => {
  for (let round = 0; round < 5; round += 1) {
    const racers = Array.from({ length: 10 }, () =>
      spawn(process.execPath, [other, folder], { stdio: ['ignore', 'pipe', 'inherit'] }),
    )
    const said = await Promise.all(racers.map(async ({ stdout }) => String((await once(stdout, 'data'))[0])))
    expect(said.filter((word) => word === 'held')).toHaveLength(1)
    for (const racer of racers) racer.kill('SIGKILL')
    await Promise.all(racers.map((racer) => racer.exitCode ?? racer.signalCode ?? once(racer, 'exit')))
  }
})

test('the lock dies with its process, however that dies', async () => {
  await anotherProcess()
  child?.kill('SIGKILL')
  await once(child as ChildProcess, 'exit')
  const lock = tryLock(folder)
  expect(lock).not.toBeNull()
  lock?.release()
})

test('it can be taken again after it was released, and not twice at once', () => {
  for (let round = 0; round < 3; round += 1) {
    const lock = lockFolder(folder)
    expect(tryLock(folder)).toBeNull()
    lock.release()
  }
})

test('a folder that does not exist is made', () => {
  lockFolder(join(folder, 'a', 'b')).release()
})

test('a folder that can not be is said to be so, before any work', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => lockFolder(join(folder, 'file', 'outputs'))).toThrow(PrerequisiteError)
})

test('a folder that only can be read is said to be so', (context) => {
  const disk = smallDisk(65_536)
  if (!disk) return context.skip('no file system can be mounted here')
  try {
    disk.readOnly()
    expect(() => lockFolder(disk.folder)).toThrow(/can't be written/)
  } finally {
    disk.remove()
  }
})
