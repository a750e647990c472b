/**
 * On Linux the plain torch wheel asks for several GB of CUDA packages. Without an NVIDIA GPU only the CPU build is
 * installed, and where pip can't find that, set-up stops and says so: nothing large ever arrives unasked.
 */
import { existsSync, rmSync } from 'node:fs'
import { PrerequisiteError } from '../../core/errors.js'
import { askForVersion, ensureVirtualEnvironment, type Installation } from './install.js'
import type { Interpreter } from './interpreter.js'
import { type Lock, readLock, readLockFacts } from './lock.js'
import { noCpuTorch } from './messages.js'

export interface Place {
  interpreter: Interpreter
  installation: Installation
}

/** @throws PrerequisiteError (exit 3) with what pip found for each Python, and the ways out. */
export async function requireCpuTorch({ places, lock }: { places: Place[]; lock: Lock }): Promise<Place> {
  const wanted = `torch===${lock.pins.get('torch')}`
  const answers: { python: string; offered: string[] }[] = []
  for (const { interpreter, installation } of places) {
    const isNew = !existsSync(installation.folder)
    await ensureVirtualEnvironment(installation, interpreter)
    const { found, offered } = await askForVersion(installation, wanted)
    if (found) return { interpreter, installation }
    answers.push({ python: interpreter.minor, offered })
    if (isNew) rmSync(installation.folder, { recursive: true, force: true })
  }
  const { host, log } = places[0]!.installation
  const cuda = readLock(host, 'cuda')
  const { message, hint } = noCpuTorch({ wanted, answers, cuda: cuda && readLockFacts(cuda), log })
  throw new PrerequisiteError(message, { hint })
}
