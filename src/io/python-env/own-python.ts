/** LATTICE_PYTHON: no environment is made, but versions are compared with the lock and the same probe runs. */
import { join } from 'node:path'
import { PrerequisiteError } from '../../core/errors.js'
import { readEnvironment } from './environment.js'
import { environmentsFolder } from './folders.js'
import type { Host } from './host.js'
import { readLock } from './lock.js'
import { writeOwnRecord } from './own-record.js'
import { probe } from './probe.js'
import { findProgram } from './programs.js'
import { runPython } from './python-process.js'
import type { SetUpOptions, SetUpResult } from './set-up.js'

/** How many leading parts of a version must be those of the lock. These libraries change what they do in minors. */
const partsThatMatter: Record<string, number> = {
  torch: 1,
  transformers: 2,
  trl: 2,
  peft: 2,
  accelerate: 2,
  datasets: 1,
  'huggingface-hub': 1,
  bitsandbytes: 2,
}

const question = `
import json, sys, sysconfig
from importlib.metadata import distributions
print(json.dumps({
    "python": list(sys.version_info[:2]),
    "sitePackages": sysconfig.get_path("purelib"),
    "versions": {d.metadata["Name"].lower().replace("_", "-"): d.version for d in distributions() if d.metadata["Name"]},
}))
`

interface Portrait {
  python: [number, number]
  sitePackages: string
  versions: Record<string, string>
}

/** @throws PrerequisiteError (exit 3) naming every package that is missing or too different. */
export async function setUpOwnPython({ host, signal, observer }: SetUpOptions): Promise<SetUpResult> {
  const named = host.env.LATTICE_PYTHON!
  const python = findProgram(named, host.env)
  if (python === null) {
    throw new PrerequisiteError(`LATTICE_PYTHON names ${named}, which is no program.`, {
      hint: 'Set it to the path of an interpreter, or unset it to have an environment made.',
    })
  }
  observer.note(`Trying the Python that LATTICE_PYTHON names: ${python}. Nothing is installed into it.`)
  const folder = join(environmentsFolder(host), 'own-probe')
  const { sitePackages, versions } = await requireFitting({ host, python, signal })
  const found = await probe({ host, python, folder, signal, observer })
  writeOwnRecord(host, { python, sitePackages, ...found, versions: { ...versions, ...found.versions } })
  return { environment: (await readEnvironment(host))!, reused: false, bytes: null }
}

async function requireFitting({
  host,
  python,
  signal,
}: Pick<SetUpOptions, 'host' | 'signal'> & { python: string }): Promise<Portrait> {
  const log = join(environmentsFolder(host), 'set-up-own.log')
  const { ok, lines } = await runPython({ host, python, args: ['-c', question], log, signal })
  const json = lines.find((line) => line.startsWith('{'))
  if (!ok || !json) {
    throw new PrerequisiteError(`LATTICE_PYTHON (${python}) does not run as a Python.`, {
      hint: `The log is ${log}.`,
    })
  }
  const portrait = JSON.parse(json) as Portrait
  const problems = [...ageProblem(portrait), ...differences(expectedPins(host), portrait.versions)]
  if (problems.length === 0) return portrait
  throw new PrerequisiteError(
    `LATTICE_PYTHON (${python}) does not fit this version of lattice:\n  ${problems.join('\n  ')}`,
    { hint: 'Install those versions there, or unset LATTICE_PYTHON and run: lattice env setup' },
  )
}

/** Machines without a lock of their own are held to the versions of the commonest one. */
function expectedPins(host: Host): ReadonlyMap<string, string> {
  const common = { platform: 'linux', arch: 'x64' } as const
  return (readLock(host, 'cpu') ?? readLock(host, 'mps') ?? readLock(common, 'cpu'))!.pins
}

function ageProblem({ python: [major, minor] }: Portrait): string[] {
  return major === 3 && minor >= 11 ? [] : [`Python ${major}.${minor}: 3.11 or newer is needed`]
}

/** One line per package that is missing or differs in a part of its version that matters. */
export function differences(pins: ReadonlyMap<string, string>, versions: Record<string, string>): string[] {
  return Object.entries(partsThatMatter).flatMap(([name, parts]) => {
    const leading = (version: string) => version.split('+')[0]!.split('.').slice(0, parts).join('.')
    const [wanted, found] = [pins.get(name)!, versions[name]]
    if (found === undefined) return [`${name}: missing, ${leading(wanted)} is needed`]
    return leading(found) === leading(wanted) ? [] : [`${name}: ${found}, but ${leading(wanted)} is needed`]
  })
}
