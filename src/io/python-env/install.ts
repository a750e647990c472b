/** Fills an environment's folder: an empty virtual environment, pip, then exactly what the lock says. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PrerequisiteError } from '../../core/errors.js'
import { diskFull } from '../files/machine-failure.js'
import { interpreterOf } from './folders.js'
import type { Host } from './host.js'
import type { Interpreter } from './interpreter.js'
import type { Lock } from './lock.js'
import { guarded, type PythonProcess, runPython, tailOf } from './python-process.js'
import type { SetUpObserver } from './set-up.js'

export interface Installation {
  host: Host
  folder: string
  log: string
  signal: AbortSignal
}

/** Makes the virtual environment unless it is there; a half-made one is made again from nothing. */
export async function ensureVirtualEnvironment(
  installation: Installation,
  interpreter: Interpreter,
): Promise<void> {
  const { folder, log } = installation
  if (existsSync(interpreterOf(folder)) && (await pip(installation, ['--version'])).ok) return
  rmSync(folder, { recursive: true, force: true })
  // Without pip it is a matter of milliseconds, so that nothing is left running when we are killed.
  const made = await run(installation, interpreter.path, ['-m', 'venv', '--without-pip', folder])
  const ensurePip = guarded('ensurepip', ['--default-pip'])
  const filled = made.ok ? await run(installation, interpreterOf(folder), ensurePip) : made
  if (filled.ok) return
  refuseFull(filled.lines, folder)
  throw new PrerequisiteError(
    `Python ${interpreter.version} (${interpreter.path}) can't make a virtual environment.`,
    {
      hint: `On Debian or Ubuntu: sudo apt install python${interpreter.minor}-venv. The log, ${log}, ends with:\n${tailOf(log)}`,
    },
  )
}

/** Versions of a package that pip offers this interpreter; `found` tells whether the exact one is among them. */
export async function askForVersion(
  installation: Installation,
  pin: string,
): Promise<{ found: boolean; offered: string[] }> {
  const { ok, lines } = await pip(installation, [
    'install',
    '--dry-run',
    '--no-deps',
    '--ignore-installed',
    ...wheelsOnly,
    pin,
  ])
  return { found: ok, offered: offeredVersions(lines) }
}

/** What pip says it chose from when it found nothing fitting: `(from versions: 2.12.0, 2.13.0)`. */
export function offeredVersions(lines: string[]): string[] {
  const offered = lines.map((line) => /\(from versions: ([^)]*)\)/.exec(line)?.[1]).find(Boolean)
  return offered === undefined || offered === 'none' ? [] : offered.split(', ')
}

/**
 * Runs until every pin is installed. What an interrupted call has installed or downloaded is not fetched again.
 * Compiling all of it takes as long as everything else together; Python compiles what it imports, and keeps that.
 */
export async function installLock(
  installation: Installation,
  lock: Lock,
  observer: SetUpObserver,
): Promise<void> {
  const { folder, log } = installation
  removeTorn(folder)
  const progress = progressOf(lock.pins.size, observer)
  const installed = await pip(
    installation,
    ['install', '--no-deps', '--no-compile', ...wheelsOnly, '-r', lock.path],
    progress,
  )
  if (!installed.ok) {
    refuseFull(installed.lines, folder)
    throw new PrerequisiteError('pip could not install the locked packages.', {
      hint: `Run the same command again to go on from here. The log, ${log}, ends with:\n${tailOf(log)}`,
    })
  }
  const checked = await pip(installation, ['check'])
  if (checked.ok) return
  throw new PrerequisiteError('pip check says that the installed packages do not fit together.', {
    hint: `Remove ${folder} and run lattice env setup again. pip said:\n${checked.lines.slice(-12).join('\n')}`,
  })
}

/** @throws LatticeError when this is why venv or pip failed: their own words lead elsewhere. */
export function refuseFull(lines: readonly string[], folder: string): void {
  const line = lines.find((each) => /No space left on device|Disk quota exceeded/.test(each))
  if (line !== undefined) throw diskFull({ file: folder, cause: new Error(line) })
}

/** The lock was resolved from wheels; building from source could run for hours, or fail for want of a compiler. */
const wheelsOnly = ['--only-binary=:all:', '--progress-bar=off']

/**
 * pip writes a package's RECORD last, and takes a package for installed from its METADATA alone. One that was torn
 * between the two would stay torn, so its metadata goes and pip writes the whole package again.
 */
function removeTorn(folder: string): void {
  const library = join(folder, 'lib')
  for (const python of existsSync(library) ? readdirSync(library) : []) {
    const packages = join(library, python, 'site-packages')
    const torn = readdirSync(packages).filter(
      (name) => name.endsWith('.dist-info') && !existsSync(join(packages, name, 'RECORD')),
    )
    for (const name of torn) rmSync(join(packages, name), { recursive: true })
  }
}

/** pip names each package once while it fetches, then is silent while it unpacks them all. */
function progressOf(total: number, observer: SetUpObserver): (line: string) => void {
  let done = 0
  observer.progress({ phase: 'fetch', done, total })
  return (line) => {
    const large = /^\s*Downloading (\S+) \((\d+)(?:\.\d+)? (MB|GB)\)/.exec(line)
    if (/^(Collecting|Processing|Requirement already satisfied) /.test(line.replace(':', ' '))) {
      done = Math.min(done + 1, total)
      observer.progress({ phase: 'fetch', done, total })
    }
    if (large && (large[3] === 'GB' || Number(large[2]) >= noteworthyMegabytes)) {
      observer.note(`fetching ${shortName(large[1]!)}, ${large[2]} ${large[3]}`)
    }
    if (line.startsWith('Installing collected')) observer.progress({ phase: 'unpack', done: 0, total: 0 })
  }
}

/** One that takes a while on an ordinary line, and would look like a standstill. */
const noteworthyMegabytes = 40

const shortName = (wheel: string) => wheel.split('/').at(-1)!.split('-').slice(0, 2).join(' ')

function pip(installation: Installation, args: string[], onLine?: (line: string) => void) {
  const [command, ...rest] = args
  const all = guarded('pip', [command!, '--no-input', '--disable-pip-version-check', ...rest])
  return run(installation, interpreterOf(installation.folder), all, onLine)
}

function run(
  { host, log, signal }: Installation,
  python: string,
  args: string[],
  onLine?: PythonProcess['onLine'],
) {
  return runPython({ host, python, args, log, signal, ...(onLine ? { onLine } : {}) })
}
