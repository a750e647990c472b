/** From the flags of a command to what the engine is asked to do. */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { z } from 'zod'
import { type Overlay, overlayFromSet } from '../core/config/overlay.js'
import { type Config, shippedConstitution } from '../core/config/schema.js'
import { ConfigError, DataError, PrerequisiteError } from '../core/errors.js'
import { holdsHalfCharacter } from '../core/half-character.js'
import type { InputSource } from '../engine/step.js'
import { loadConfig, outputsWithoutConfig } from '../io/config-file.js'
import { contentHash } from '../io/files/hash.js'
import { readRecordLines } from '../io/files/jsonl.js'
import { viewLedger } from '../io/ledger/ledger.js'
import type { RunRow } from '../io/ledger/runs.js'

/** The flags that every command on a run takes. */
export interface RunFlags {
  config?: string
  set?: string[]
  run?: string
  offline?: boolean
}

export interface Loaded {
  config: Config
  run: RunRow | null
  origin: { configFile: string | null; overlay: Record<string, unknown> }
}

/** Opens a new run's config: `lattice run` and `lattice generate`. */
export function loadForNewRun(flags: RunFlags, overlays: readonly Overlay[]): Loaded {
  if (flags.run !== undefined) return loadForRun(flags, overlays)
  return load({ file: flags.config, stored: {}, overlays, run: null })
}

/**
 * Takes up an existing run: its config file, read again, under what its flags have changed so far and these change now.
 * @throws PrerequisiteError when there is no such run.
 */
export function loadForRun(flags: RunFlags, overlays: readonly Overlay[]): Loaded {
  const outputs = outputsOf(flags)
  const run = findRun(outputs, flags.run ?? 'latest')
  const file = flags.config ?? configOf(run)
  const loaded = load({ file, stored: run.overlay, overlays, run })
  // A run goes on where it lies, whatever its config would say for a new one.
  return { ...loaded, config: { ...loaded.config, outputs } }
}

/** The config file that made a run. @throws ConfigError when it is gone: its defaults would be another run's */
function configOf({ id, configFile }: RunRow): string | undefined {
  if (configFile === null) return undefined
  if (existsSync(configFile)) return configFile
  throw new ConfigError(`The config file that made ${id} is gone: ${configFile}.`, {
    hint: `-c names it where it lies now. What it came to is in config.yaml in the folder of ${id}; runs show, trace, logs and report need no config.`,
  })
}

/** The run that a reference names. @throws PrerequisiteError with the runs that there are. */
export function findRun(outputs: string, reference: string): RunRow {
  const ledger = viewLedger(outputs)
  try {
    const run = ledger.runs.find(reference)
    if (run) return run
    throw noRun(outputs, reference, ledger.runs.list())
  } finally {
    ledger.close()
  }
}

/** The outputs folder that flags, environment or lattice.yaml name, else the one beside lattice.yaml or here. */
export function outputsOf(flags: Pick<RunFlags, 'config' | 'set'>): string {
  const named = (flags.set ?? []).map(overlayFromSet).findLast(({ key }) => key === 'outputs')?.value
  if (typeof named === 'string') return resolve(named)
  try {
    return loadConfig({ file: flags.config }).config.outputs
  } catch (error) {
    if (flags.config !== undefined || !(error instanceof ConfigError)) throw error
    return outputsWithoutConfig()
  }
}

/** A file or folder that the user gives in place of a step's output. @throws PrerequisiteError when it isn't there. */
export function givenInput(path: string, what: string): InputSource {
  const absolute = resolve(path)
  if (existsSync(absolute)) return { path: absolute, sha256: contentHash(absolute) }
  throw new PrerequisiteError(`There is no ${what} ${path}.`)
}

/**
 * A file of records that the user gives, read once through before any work: it is read again later, by several steps.
 * @throws DataError naming `file:line` of the first row that is wrong
 */
export async function givenRecords<T extends z.ZodType<{ id: string }>>(
  path: string,
  what: string,
  schema: T,
): Promise<InputSource> {
  const absolute = resolve(path)
  if (existsSync(absolute) && !statSync(absolute).isFile())
    throw new DataError(`The ${what} ${path} is not a plain file.`)
  const given = givenInput(path, what)
  const wheres = new Map<string, string>()
  for await (const { record, where } of readRecordLines(absolute, schema)) {
    if (Object.values(record).some((value) => typeof value === 'string' && holdsHalfCharacter(value)))
      throw new DataError(`${where}: holds half a character, which no model can read.`)
    const twin = wheres.get(record.id)
    if (twin !== undefined) throw new DataError(`${where}: \`id\` ${record.id} is also that of ${twin}.`)
    wheres.set(record.id, where)
  }
  if (wheres.size === 0) throw new DataError(`${path}: holds no row.`)
  return given
}

function load({
  file,
  stored,
  overlays,
  run,
}: {
  file: string | undefined
  stored: Record<string, unknown>
  overlays: readonly Overlay[]
  run: RunRow | null
}): Loaded {
  const before = Object.entries(stored).map(([key, value]) => ({ key, value, source: `run ${run?.id}` }))
  const loaded = loadConfig({ file, overlays: [...before, ...overlays] })
  const remembered = overlays.map(({ key, value }) => [key, fixed(value, valueAt(loaded.config, key))])
  const overlay = { ...stored, ...Object.fromEntries(remembered) }
  return { config: loaded.config, run, origin: { configFile: loaded.file ?? null, overlay } }
}

/** A path counts from where lattice runs, and the next command may run elsewhere: so it is remembered absolute. */
function fixed(value: unknown, resolved: unknown): unknown {
  if (typeof value === 'string' && isModel(resolved)) return resolved.id
  const isText = typeof resolved === 'string' || Array.isArray(resolved)
  return value !== null && value !== shippedConstitution && isText ? resolved : value
}

const isModel = (value: unknown): value is { id: string } =>
  typeof value === 'object' && value !== null && 'id' in value

function valueAt(config: Config, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], config)
}

function noRun(outputs: string, reference: string, runs: readonly RunRow[]): PrerequisiteError {
  if (runs.length === 0) {
    return new PrerequisiteError(`There is no run in ${outputs} yet.`, {
      hint: '`lattice generate` opens one, and `lattice run` does everything. Runs lie beside the config file that made them: -c names it.',
    })
  }
  return new PrerequisiteError(`There is no run ${reference} in ${outputs}.`, {
    hint: `The latest are ${runs
      .slice(-3)
      .map(({ id }) => id)
      .join(', ')}; lattice runs ls shows all.`,
  })
}
