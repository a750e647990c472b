/** Proves an environment with the worker itself: imports, the device, a LoRA step, an NF4 step. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { InterruptedError, LatticeError, PrerequisiteError } from '../../core/errors.js'
import type { WorkerEvent } from '../worker/events.js'
import { openWorkers } from '../worker/process.js'
import { protocolVersion } from '../worker/protocol.js'
import type { PythonEnvironment } from './environment.js'
import type { Host } from './host.js'
import { workerPath } from './lock.js'
import type { SetUpObserver } from './set-up.js'

export type ProbeResult = Pick<PythonEnvironment, 'device' | 'bf16' | 'nf4' | 'versions'>

const resultSchema = z.object({ bf16: z.boolean(), nf4: z.boolean() })

/**
 * @param folder where the job and its log are written
 * @throws PrerequisiteError (exit 3) that names the first check that failed, and the log.
 */
export async function probe({
  host,
  python,
  folder,
  signal,
  observer,
}: {
  host: Host
  python: string
  folder: string
  signal: AbortSignal
  observer: SetUpObserver
}): Promise<ProbeResult> {
  rmSync(folder, { recursive: true, force: true })
  const workers = openWorkers({
    command: [python, '-m', 'lattice_worker'],
    env: { ...pathsOf(host), PYTHONPATH: workerPath, HF_HUB_OFFLINE: '1' },
    host: false,
  })
  const job = { kind: 'probe', protocol: protocolVersion, device: 'auto', threads: 1, seed: 0 } as const
  try {
    return await resultOf(workers.run(job, { folder, signal }), observer)
  } catch (error) {
    if (signal.aborted) throw new InterruptedError('SIGINT')
    if (!(error instanceof LatticeError)) throw error
    throw new PrerequisiteError(`The packages are installed, but the probe failed: ${error.message}`, {
      hint: [error.hint, `The log of the probe is ${join(folder, 'worker.log')}.`].filter(Boolean).join('\n'),
      cause: error,
    })
  } finally {
    await workers.close()
  }
}

async function resultOf(events: AsyncIterable<WorkerEvent>, observer: SetUpObserver): Promise<ProbeResult> {
  let ready: Extract<WorkerEvent, { type: 'ready' }> | undefined
  let result: unknown
  let done = 0
  const failed: string[] = []
  observer.progress({ phase: 'probe', done, total: 0 })
  for await (const event of events) {
    if (event.type === 'ready') ready = event
    if (event.type === 'done') result = event.result
    if (event.type !== 'check') continue
    observer.progress({ phase: 'probe', done: ++done, total: 0 })
    if (event.passed) continue
    const what = `${event.name} (${event.detail})`
    if (isCapability(event.name)) observer.note(`Not possible on this device: ${what}.`)
    else failed.push(what)
  }
  if (failed.length > 0) throw new LatticeError(`${failed.join('; ')}.`)
  const parsed = resultSchema.safeParse(result)
  if (!ready || !parsed.success) throw new LatticeError('it ended without a result.')
  const { type, name } = ready.device
  return { device: { type, name }, versions: ready.versions, ...parsed.data }
}

/** Not every device computes in bfloat16 or 4 bit. Models then run in float32, and load_in_4bit is refused. */
function isCapability(check: string): boolean {
  return check === 'bf16_matmul' || check === 'nf4_step'
}

/** Where fake and real programs are found; the rest of our own environment goes to the worker anyway. */
function pathsOf({ env }: Host): Record<string, string> {
  return env.PATH === undefined ? {} : { PATH: env.PATH }
}
