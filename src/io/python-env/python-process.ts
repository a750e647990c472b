/** Runs a Python program of set-up (venv, pip, a question to an interpreter), with its output in the log. */
import { appendFileSync, readFileSync } from 'node:fs'
import { execa } from 'execa'
import { InterruptedError } from '../../core/errors.js'
import { naming } from '../files/atomic-write.js'
import { secretKeeper } from '../secrets.js'
import type { Host } from './host.js'
import { workerPath } from './lock.js'

export interface PythonProcess {
  host: Host
  python: string
  args: string[]
  /** Output is appended here. */
  log: string
  signal: AbortSignal
  onLine?: (line: string) => void
}

/** @returns the output lines of both streams, interleaved, and whether the exit code was 0. */
export async function runPython(process: PythonProcess): Promise<{ ok: boolean; lines: string[] }> {
  const { python, args, log, signal, onLine } = process
  const keeper = secretKeeper()
  const write = (line: string) => append(log, `${keeper.withoutSecrets(line)}\n`)
  write(`\n$ ${[python, ...args.filter((arg) => arg !== dieWithParent)].join(' ')}`)
  const child = execa(python, args, {
    ...plainEnvironment(process.host),
    // Ctrl-C must reach it through the signal only, so that there is one way to stop.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    all: true,
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: 3000,
  })
  const lines: string[] = []
  try {
    for await (const line of child.iterable({ from: 'all' })) {
      lines.push(line)
      write(line)
      onLine?.(line)
    }
  } catch (error) {
    // The lines of a process that could not be started, or was stopped, end with its error; the result has it too.
    if (!(await child).failed) throw error
  }
  const { failed, exitCode, originalMessage } = await child
  if (signal.aborted) throw new InterruptedError('SIGINT')
  if (exitCode === undefined && originalMessage) write(originalMessage)
  return { ok: !failed, lines }
}

function append(log: string, text: string): void {
  try {
    appendFileSync(log, text)
  } catch (error) {
    throw naming(log, error)
  }
}

/**
 * `python -m MODULE` that dies with us, even when we are killed and can't stop it: a pip that lives on would write
 * into the same folder as the set-up that resumes.
 */
export function guarded(module: string, args: string[]): string[] {
  return ['-c', dieWithParent, module, ...args]
}

const dieWithParent = `
import runpy, sys
from lattice_worker import lifeline
lifeline.start()
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
`

/** Variables of the user's shell that would lead Python or pip to another place than the one we name. */
const misleading = [
  'PYTHONHOME',
  'PYTHONSTARTUP',
  'PIP_TARGET',
  'PIP_PREFIX',
  'PIP_ROOT',
  'PIP_USER',
  'PIP_REPORT',
]

function plainEnvironment({ env }: Host) {
  const kept = Object.entries(env).filter(
    ([name]) => !misleading.includes(name) && name !== '__PYVENV_LAUNCHER__',
  )
  const ours = {
    PYTHONPATH: workerPath,

    PYTHONUNBUFFERED: '1',
    LATTICE_LIFELINE_FD: '3',
  }
  return { env: { ...Object.fromEntries(kept), ...ours }, extendEnv: false }
}

export function tailOf(log: string, count = 12): string {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
  } catch {
    return ''
  }
}
