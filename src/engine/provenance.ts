/** How a run was made: recorded, never hashed. */

import { availableParallelism, hostname, release } from 'node:os'
import { execa } from 'execa'
import type { PythonEnvironment } from '../io/python-env/environment.js'

export async function runEnvironment(
  environment: PythonEnvironment,
  threads: number,
): Promise<Record<string, unknown>> {
  const { versions, accelerator, device } = environment
  return {
    git: await gitState(),
    node: process.version,
    system: `${process.platform} ${release()} ${process.arch}`,
    host: hostname(),
    cores: availableParallelism(),
    threads,
    accelerator,
    device,
    versions,
  }
}

/** Commit and dirty flag of the working folder, or null outside a repository. */
async function gitState(): Promise<{ commit: string; dirty: boolean } | null> {
  const [commit, changes] = await Promise.all(
    [
      ['rev-parse', 'HEAD'],
      ['status', '--porcelain'],
    ].map((args) => execa('git', args, { reject: false, timeout: 2000 })),
  )
  if (commit?.exitCode !== 0) return null
  return { commit: commit.stdout, dirty: changes?.stdout !== '' }
}
