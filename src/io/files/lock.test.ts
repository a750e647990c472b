import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
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
    message: `${folder} is in use by another lattice (process ${child?.pid}).`,
    hint: expect.stringContaining('Reading commands work meanwhile'),
  })
})

test('a refused one does not become the owner', async () => {
  await anotherProcess()
  expect(tryLock(folder)).toBeNull()
  expect(() => lockFolder(folder)).toThrow(`process ${child?.pid}`)
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
