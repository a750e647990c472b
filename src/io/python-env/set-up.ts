/**
 * `lattice env setup`: from nothing, or from whatever an interrupted set-up left, to an environment that the probe
 * has proved. It builds in the final folder, because a virtual environment can't be moved; env.json is written last.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomic } from '../files/atomic-write.js'
import { type Accelerator, chooseAccelerator, findNvidia } from './accelerator.js'
import { type Place, requireCpuTorch } from './cpu-torch.js'
import { folderBytes, requireSpace } from './disk.js'
import {
  type EnvironmentRecord,
  type PythonEnvironment,
  readEnvironment,
  readRecord,
  readyEnvironments,
  recordFile,
} from './environment.js'
import { environmentName, environmentsFolder, interpreterOf } from './folders.js'
import type { Host } from './host.js'
import { ensureVirtualEnvironment, type Installation, installLock } from './install.js'
import { findInterpreters, type Interpreter } from './interpreter.js'
import { type Lock, readLockFacts, requireLock } from './lock.js'
import { announcement } from './messages.js'
import { oneAtATime } from './one-at-a-time.js'
import { setUpOwnPython } from './own-python.js'
import { probe } from './probe.js'

export interface SetUpObserver {
  note(text: string): void
  /** `fetch` counts packages up to a total; how long `unpack` and `probe` take nobody knows: total 0. */
  progress(progress: SetUpProgress): void
}

export interface SetUpProgress {
  phase: 'fetch' | 'unpack' | 'probe'
  done: number
  total: number
}

export interface SetUpOptions {
  host: Host
  accelerator: Accelerator | 'auto'
  observer: SetUpObserver
  /** Aborted on Ctrl-C: what is installed stays and the next set-up goes on from there. */
  signal: AbortSignal
}

export interface SetUpResult {
  environment: PythonEnvironment
  /** It was ready before. */
  reused: boolean
  /** Size of the folder on disk; null for one's own interpreter. */
  bytes: number | null
}

/** @throws PrerequisiteError (exit 3), InterruptedError (exit 130) */
export async function setUpEnvironment(options: SetUpOptions): Promise<SetUpResult> {
  const ready = await findReady(options)
  if (ready) return ready
  const { host, signal, observer } = options
  return oneAtATime(
    { host, signal, note: observer.note },
    async () => (await findReady(options)) ?? (await build(options)),
  )
}

/** `auto` takes whatever is ready, so that an accelerator chosen by hand once stays chosen. */
async function findReady({ host, accelerator }: SetUpOptions): Promise<SetUpResult | null> {
  const own = Boolean(host.env.LATTICE_PYTHON)
  const environment = own
    ? await readEnvironment(host)
    : readyEnvironments(host).find((each) => accelerator === 'auto' || each.accelerator === accelerator)
  if (!environment) return null
  const record = environment.folder === null ? null : readRecord(environment.folder)?.record
  if (record && accelerator !== 'auto')
    writeRecord(environment.folder!, { ...record, selectedAt: afterOthers(host) })
  return { environment, reused: true, bytes: record?.bytes ?? null }
}

async function build(options: SetUpOptions): Promise<SetUpResult> {
  if (options.host.env.LATTICE_PYTHON) return setUpOwnPython(options)
  const { host, signal, observer } = options
  const nvidia = options.accelerator === 'auto' && host.platform === 'linux' ? await findNvidia(host) : null
  const choice = chooseAccelerator({ requested: options.accelerator, platform: host.platform, nvidia })
  const lock = requireLock(host, choice.accelerator)
  const facts = readLockFacts(lock)
  const root = environmentsFolder(host)
  const log = join(root, `set-up-${lock.name}.log`)
  rmSync(log, { force: true })
  const interpreters = await findInterpreters({ host, pythons: facts.pythons, log, signal })
  const installationFor = ({ minor }: Interpreter): Installation => {
    const name = environmentName({ lock, accelerator: choice.accelerator, python: minor })
    return { host, signal, log, folder: join(root, name) }
  }
  const { interpreter, installation } = await pickInterpreter({ interpreters, installationFor, lock })
  observer.note(announcement({ ...choice, lock, facts, interpreter, folder: installation.folder, log }))
  await requireSpace(installation.folder, facts)
  await installLock(installation, lock, observer)
  return finish({ options, installation, accelerator: choice.accelerator })
}

/** The first interpreter that pip finds torch for: on Linux without a GPU there may be a CPU build for one only. */
async function pickInterpreter({
  interpreters,
  installationFor,
  lock,
}: {
  interpreters: Interpreter[]
  installationFor: (interpreter: Interpreter) => Installation
  lock: Lock
}): Promise<Place> {
  const places = interpreters.map((interpreter) => ({
    interpreter,
    installation: installationFor(interpreter),
  }))
  if (!lock.pins.get('torch')?.endsWith('+cpu')) {
    const first = places[0]!
    await ensureVirtualEnvironment(first.installation, first.interpreter)
    return first
  }
  return requireCpuTorch({ places, lock })
}

async function finish({
  options: { host, signal, observer },
  installation: { folder },
  accelerator,
}: {
  options: SetUpOptions
  installation: Installation
  accelerator: Accelerator
}): Promise<SetUpResult> {
  const python = interpreterOf(folder)
  const found = await probe({ host, python, folder: join(folder, 'probe'), signal, observer })
  if (accelerator === 'cuda' && found.device.type !== 'cuda') {
    observer.note('The CUDA packages are installed, but torch finds no GPU here: it computes on the CPU.')
  }
  const bytes = await folderBytes(folder)
  const time = now()
  const facts = { ...found, schema: 1 as const, python, accelerator, bytes }
  writeRecord(folder, { ...facts, createdAt: time, selectedAt: afterOthers(host) })
  const environment = readyEnvironments(host).find((each) => each.folder === folder)!
  return { environment, reused: false, bytes }
}

function writeRecord(folder: string, record: EnvironmentRecord): void {
  writeFileAtomic(join(folder, recordFile), `${JSON.stringify(record, null, 2)}\n`)
}

const now = () => new Date().toISOString()

/** Of several the last selected is used, also after the clock has gone back. */
function afterOthers(host: Host): string {
  const others = readyEnvironments(host).flatMap(
    ({ folder }) => readRecord(folder ?? '')?.record.selectedAt ?? [],
  )
  return new Date(Math.max(Date.now(), ...others.map((time) => Date.parse(time) + 1))).toISOString()
}
