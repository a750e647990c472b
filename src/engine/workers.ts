import { availableParallelism } from 'node:os'
import type { PythonEnvironment } from '../io/python-env/environment.js'
import { openWorkers, type Workers } from '../io/worker/process.js'

/** torch's default of all logical cores, spinning while they wait, is many times slower on a small, shared machine. */
export function threadCount(): number {
  const asked = Number(process.env.LATTICE_THREADS)
  return Number.isInteger(asked) && asked > 0 ? asked : availableParallelism()
}

/** The workers of this environment. A host pays off when several jobs follow each other. */
export function workersFor(
  { python, workerPath }: PythonEnvironment,
  { threads, offline, host }: { threads: number; offline: boolean; host: boolean },
): Workers {
  return openWorkers({
    command: [python, '-m', 'lattice_worker'],
    env: {
      PYTHONPATH: workerPath,
      PYTHONUNBUFFERED: '1',
      // A shell that forbids bytecode would make each worker compile torch and TRL again: half a minute.
      PYTHONDONTWRITEBYTECODE: '',
      OMP_NUM_THREADS: String(threads),
      // Threads that wait sleep, but not at once: on 2 cores this trained the embedded models at 18 steps a second,
      // sleeping at once at 10; waiting long is worst when another program wants the core.
      OMP_WAIT_POLICY: 'PASSIVE',
      GOMP_SPINCOUNT: '20000',
      ...(offline ? { HF_HUB_OFFLINE: '1' } : {}),
    },
    host: host && process.platform === 'linux',
  })
}
