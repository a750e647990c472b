/** What `--out` may write over: nothing but what the same command wrote there before. */
import { lstatSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Config } from '../core/config/schema.js'
import { ConfigError } from '../core/errors.js'
import { loadConfig } from '../io/config-file.js'
import { viewLedger } from '../io/ledger/ledger.js'
import { outputsOf, type RunFlags } from './request.js'

/**
 * @param names the files that are written within `out` where that is a folder
 * @param isOwn whether this command wrote a file that is there
 * @throws ConfigError before anything is written
 */
export function requireSafeOut(
  out: string,
  {
    flags,
    names,
    isOwn,
  }: {
    flags: Pick<RunFlags, 'config' | 'set'>
    names?: readonly string[]
    isOwn: (path: string) => boolean
  },
): void {
  const outputs = outputsOf(flags)
  if (isKept(realPlace(resolve(out)), realPlace(outputs)))
    throw refused(`${out} is a place of what lattice itself keeps in ${outputs}.`)
  // As they were named, for the message.
  const files = names?.map((name) => join(out, name)) ?? [out]
  const there = files.filter((file) => lstatSync(file, { throwIfNoEntry: false }) !== undefined)
  const named = new Set(filesOfConfig(flags).map(realPlace))
  for (const file of there) {
    if (named.has(realPlace(resolve(file)))) throw refused(`${file} is a file that the config names.`)
    if (!isOwn(file)) throw refused(`${file} exists, and not as this command left it.`)
  }
}

const refused = (message: string) =>
  new ConfigError(message, { hint: 'Name another place with --out, or move that away first.' })

/** The ledger, the locks, the steps and the folders of runs; a page may lie where `lattice report` puts it. */
function isKept(place: string, outputs: string): boolean {
  const path = relative(outputs, place)
  const [first = '', second, ...deeper] = path.split(sep)
  if (first === '..' || isAbsolute(path)) return false
  if (first === '' || first === 'steps' || /^(lattice\.db|\.lock)/.test(first)) return true
  return runsIn(outputs).includes(first) && !(second === 'report.html' && deeper.length === 0)
}

function runsIn(outputs: string): string[] {
  const ledger = viewLedger(outputs)
  try {
    return ledger.runs.list().map(({ id }) => id)
  } finally {
    ledger.close()
  }
}

function filesOfConfig({ config: named }: Pick<RunFlags, 'config'>): string[] {
  try {
    const { config, file } = loadConfig({ file: named })
    return [...(file === undefined ? [] : [file]), ...filesNamed(config)]
  } catch (error) {
    // A run is looked at without a config too.
    if (error instanceof ConfigError) return []
    throw error
  }
}

const filesNamed = ({ constitution, data }: Config): string[] => [
  constitution,
  ...data.prompts,
  ...(data.evaluation ?? []),
  ...(data.answers?.files ?? []),
]

/** Where links lead, of what is not there yet too. */
function realPlace(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return dirname(path) === path ? path : join(realPlace(dirname(path)), relative(dirname(path), path))
  }
}
