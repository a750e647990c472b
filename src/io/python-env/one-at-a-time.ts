import { setTimeout as sleep } from 'node:timers/promises'
import { InterruptedError } from '../../core/errors.js'
import { tryLock } from '../files/lock.js'
import { environmentsFolder } from './folders.js'
import type { Host } from './host.js'

/**
 * One process at a time changes the environments; the next one waits and says so. The kernel holds the lock and
 * frees it with its process, so that nobody waits for a dead one.
 */
export async function oneAtATime<T>(
  { host, signal, note }: { host: Host; signal: AbortSignal; note: (text: string) => void },
  work: () => Promise<T>,
): Promise<T> {
  const root = environmentsFolder(host)
  let lock = tryLock(root)
  if (!lock) note(`Another lattice works in ${root}; waiting for it.`)
  while (!lock) {
    await sleep(300, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) throw new InterruptedError('SIGINT')
    lock = tryLock(root)
  }
  try {
    return await work()
  } finally {
    lock.release()
  }
}
