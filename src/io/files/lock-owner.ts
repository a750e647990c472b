/** Who holds a lock, for messages only: the lock itself is the kernel's. */
import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { naming } from './atomic-write.js'

export interface LockOwner {
  /** For a message: process, machine, since when, doing what. */
  text: string
  /** The number of a process of this machine that holds it and is stopped (SIGSTOP, Ctrl-Z). */
  stopped: number | null
}

export function writeOwner(folder: string): void {
  const doing = [
    'lattice',
    ...process.argv.slice(2).filter((word, index) => index < 2 && /^[a-z]+$/.test(word)),
  ]
  const since = new Date().toISOString()
  const text = `process ${process.pid} on ${hostname()}, ${doing.join(' ')}, since ${since}\n`
  try {
    writeFileSync(ownerFile(folder), text)
  } catch (error) {
    throw naming(ownerFile(folder), error)
  }
}

/**
 * Whoever has just taken the lock has not written yet, and the one before may be gone: so a text that names no living
 * process of this machine is read again, for a moment.
 */
export function ownerOf(folder: string): LockOwner {
  let text = ''
  for (let tries = 0; tries < 10; tries += 1) {
    text = read(folder)
    const [, number, machine] = /^process (\d+) on ([^,]+)/.exec(text) ?? []
    const state = number === undefined ? 'gone' : machine === hostname() ? stateOf(Number(number)) : 'runs'
    if (state !== 'gone') return { text, stopped: state === 'stopped' ? Number(number) : null }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  }
  return { text: text === '' ? 'unknown process' : `${text}, by what is written there`, stopped: null }
}

const ownerFile = (folder: string) => join(folder, '.lock-owner')

function read(folder: string): string {
  try {
    return readFileSync(ownerFile(folder), 'utf8').trim()
  } catch {
    return ''
  }
}

/** Of a process of this machine. */
export function stateOf(pid: number): 'runs' | 'stopped' | 'gone' {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'runs' : 'gone'
  }
  try {
    // Linux only. The state comes after the name, which stands in brackets and may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const state = stat.charAt(stat.lastIndexOf(')') + 2)
    return state === 'T' || state === 't' ? 'stopped' : state === 'Z' || state === 'X' ? 'gone' : 'runs'
  } catch {
    return 'runs'
  }
}
