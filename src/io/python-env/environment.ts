/**
 * The Python that workers run on, as set-up left it. Nothing is started here and nothing is hashed but the pins:
 * a run that reuses everything asks this too, and has no time to wait.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PrerequisiteError } from '../../core/errors.js'
import { type Accelerator, accelerators } from './accelerator.js'
import { environmentName, environmentsFolder, interpreterOf, parseEnvironmentName } from './folders.js'
import { type Host, thisHost } from './host.js'
import { readLock, workerPath } from './lock.js'
import { readOwnRecord } from './own-record.js'

export interface PythonEnvironment {
  /** Path of the interpreter. */
  python: string
  /** The virtual environment, or null for an interpreter that LATTICE_PYTHON names. */
  folder: string | null
  /** Which packages are installed; `device` is what torch then found. */
  accelerator: Accelerator
  device: { type: Accelerator; name: string }
  /** Whether the device computes in bfloat16. */
  bf16: boolean
  /** Whether a training step on 4-bit NF4 weights worked. */
  nf4: boolean
  /** Package → installed version, `+cpu` and the like included; `python` too. */
  versions: Record<string, string>
  /** PYTHONPATH of the worker. */
  workerPath: string
}

/** env.json, written last: a folder without it is not finished. */
export const recordSchema = z.object({
  schema: z.literal(1),
  python: z.string(),
  accelerator: z.enum(accelerators),
  device: z.object({ type: z.enum(accelerators), name: z.string() }),
  bf16: z.boolean(),
  nf4: z.boolean(),
  versions: z.record(z.string(), z.string()),
  bytes: z.number().nullable(),
  createdAt: z.string(),
  /** Moved when somebody asks for this one again: of several ready ones the last is used. */
  selectedAt: z.string(),
})
export type EnvironmentRecord = z.infer<typeof recordSchema>

export const recordFile = 'env.json'

export async function readEnvironment(host: Host = thisHost()): Promise<PythonEnvironment | null> {
  if (host.env.LATTICE_PYTHON) return readOwnRecord(host)
  return readyEnvironments(host)[0] ?? null
}

/** @throws PrerequisiteError (exit 3) when no environment fits this version's locks. */
export async function requireEnvironment(host: Host = thisHost()): Promise<PythonEnvironment> {
  const environment = await readEnvironment(host)
  if (environment) return environment
  throw noEnvironment(host)
}

export function noEnvironment(host: Host): PrerequisiteError {
  const own = host.env.LATTICE_PYTHON
  return new PrerequisiteError(
    own
      ? `The Python that LATTICE_PYTHON names (${own}) has not been tried yet, or has changed since.`
      : `There is no Python environment for this version of lattice in ${environmentsFolder(host)}.`,
    { hint: 'Run: lattice env setup' },
  )
}

/** Finished environments that the current locks ask for, the last selected first. */
export function readyEnvironments(host: Host): PythonEnvironment[] {
  const root = environmentsFolder(host)
  if (!existsSync(root)) return []
  return readdirSync(root)
    .filter((name) => isCurrent(host, name))
    .flatMap((name) => readRecord(join(root, name)) ?? [])
    .sort((a, b) => (a.record.selectedAt < b.record.selectedAt ? 1 : -1))
    .map(({ folder, record }) => toEnvironment(folder, record))
}

/** Whether today's lock, for the Python and accelerator in the name, gives this very name. */
export function isCurrent(host: Host, name: string): boolean {
  const parsed = parseEnvironmentName(name)
  const lock = parsed && readLock(host, parsed.accelerator)
  return lock !== null && environmentName({ ...parsed!, lock }) === name
}

/** Null for a folder that is not finished, or whose interpreter is gone (the Python below it was removed). */
export function readRecord(folder: string): { folder: string; record: EnvironmentRecord } | null {
  const path = join(folder, recordFile)
  if (!existsSync(path) || !existsSync(interpreterOf(folder))) return null
  const parsed = recordSchema.safeParse(parseJson(readFileSync(path, 'utf8')))
  return parsed.success ? { folder, record: parsed.data } : null
}

function toEnvironment(folder: string, record: EnvironmentRecord): PythonEnvironment {
  const { accelerator, device, bf16, nf4, versions } = record
  return { python: interpreterOf(folder), folder, accelerator, device, bf16, nf4, versions, workerPath }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
