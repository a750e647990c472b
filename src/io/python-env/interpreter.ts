/** Finds a Python that can make a virtual environment. */
import { PrerequisiteError } from '../../core/errors.js'
import type { Host } from './host.js'
import { findProgram } from './programs.js'
import { runPython } from './python-process.js'

export interface Interpreter {
  path: string
  /** E.g. 3.11.7 */
  version: string
  /** Major and minor, e.g. 3.11 */
  minor: string
}

/** Named versions first, newest first: plain `python3` may be anything. */
const commands = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python']

/** What an interpreter says of itself. The first line that is JSON counts: a wrapper may print before it. */
const question = `
import importlib.util, json, platform, sys
print(json.dumps({
    "version": platform.python_version(),
    "executable": sys.executable,
    "machine": platform.machine(),
    "venv": all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")),
}))
`

interface Portrait {
  version: string
  executable: string
  machine: string
  venv: boolean
}

/**
 * The interpreters on PATH that can be used, best first.
 * @param pythons the versions that the lock has wheels for, oldest first
 * @throws PrerequisiteError (exit 3) that says what was found and why none of it will do.
 */
export async function findInterpreters({
  host,
  pythons,
  log,
  signal,
}: {
  host: Host
  pythons: string[]
  log: string
  signal: AbortSignal
}): Promise<Interpreter[]> {
  const usable = new Map<string, Interpreter>()
  const rejected: string[] = []
  for (const command of commands) {
    const program = findProgram(command, host.env)
    if (program === null) continue
    const portrait = await ask({ host, program, log, signal })
    const problem = portrait ? objection(portrait, pythons, host) : 'does not start'
    if (problem !== null) rejected.push(`${command} (${program}) ${problem}`)
    else addFirst(usable, portrait!)
  }
  if (usable.size > 0) return [...usable.values()]
  throw new PrerequisiteError(
    rejected.length === 0
      ? `No Python was found on PATH; lattice needs Python ${pythons[0]} or newer.`
      : `No Python on PATH can be used (lattice needs ${pythons[0]} to ${pythons.at(-1)}):\n  ${rejected.join('\n  ')}`,
    { hint: wayOut(host) },
  )
}

/** `python3` and `python3.11` are often the same, and wheels differ by minor version only. */
function addFirst(usable: Map<string, Interpreter>, { executable, version }: Portrait): void {
  const minor = minorOf(version)
  if (!usable.has(minor)) usable.set(minor, { path: executable, version, minor })
}

async function ask({
  host,
  program,
  log,
  signal,
}: {
  host: Host
  program: string
  log: string
  signal: AbortSignal
}): Promise<Portrait | null> {
  const { ok, lines } = await runPython({ host, python: program, args: ['-c', question], log, signal })
  const json = lines.find((line) => line.startsWith('{'))
  return ok && json ? (JSON.parse(json) as Portrait) : null
}

/** Why an interpreter will not do, as words that follow its name, or null. */
export function objection(
  { version, machine, venv }: Omit<Portrait, 'executable'>,
  pythons: string[],
  { arch }: Pick<Host, 'arch'>,
): string | null {
  const minor = minorOf(version)
  const number = (text: string) => Number(text.split('.')[1])
  if (!version.startsWith('3.') || number(minor) < number(pythons[0]!)) return `is ${version}: too old`
  if (!pythons.includes(minor)) return `is ${version}: some locked packages have no wheel for it`
  if ((architectures[machine] ?? machine) !== arch) return `is built for ${machine}, and Node for ${arch}`
  return venv ? null : `is ${version}, but lacks the venv module`
}

const architectures: Record<string, string> = { x86_64: 'x64', amd64: 'x64', aarch64: 'arm64' }

const minorOf = (version: string) => version.split('.').slice(0, 2).join('.')

function wayOut({ platform }: Host): string {
  const install =
    platform === 'darwin'
      ? 'With Homebrew: brew install python@3.13.'
      : 'On Debian or Ubuntu: sudo apt install python3 python3-venv (the venv module is a package of its own there).'
  return `${install} Or set LATTICE_PYTHON to an interpreter that has the packages.`
}
