/**
 * What the probe said about an interpreter that LATTICE_PYTHON names. It holds as long as the interpreter and its
 * folder of packages are unchanged: both have their times in the record.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { sha256 } from '../../core/canonical.js'
import { writeFileAtomic } from '../files/atomic-write.js'
import { accelerators } from './accelerator.js'
import type { PythonEnvironment } from './environment.js'
import { environmentsFolder } from './folders.js'
import type { Host } from './host.js'
import { workerPath } from './lock.js'
import { findProgram } from './programs.js'

const ownRecordSchema = z.object({
  schema: z.literal(1),
  python: z.string(),
  pythonTime: z.number(),
  sitePackages: z.string(),
  sitePackagesTime: z.number(),
  device: z.object({ type: z.enum(accelerators), name: z.string() }),
  bf16: z.boolean(),
  nf4: z.boolean(),
  versions: z.record(z.string(), z.string()),
})

export function readOwnRecord(host: Host): PythonEnvironment | null {
  const python = findProgram(host.env.LATTICE_PYTHON ?? '', host.env)
  if (python === null) return null
  try {
    const record = ownRecordSchema.parse(JSON.parse(readFileSync(recordPath(host, python), 'utf8')))
    const { device, bf16, nf4, versions } = record
    if (record.pythonTime !== timeOf(python) || record.sitePackagesTime !== timeOf(record.sitePackages))
      return null
    return { python, folder: null, accelerator: device.type, device, bf16, nf4, versions, workerPath }
  } catch {
    return null
  }
}

export function writeOwnRecord(
  host: Host,
  {
    python,
    sitePackages,
    device,
    bf16,
    nf4,
    versions,
  }: Pick<PythonEnvironment, 'python' | 'device' | 'bf16' | 'nf4' | 'versions'> & { sitePackages: string },
): void {
  const times = { pythonTime: timeOf(python), sitePackagesTime: timeOf(sitePackages) }
  const record = { schema: 1, python, sitePackages, ...times, device, bf16, nf4, versions }
  writeFileAtomic(recordPath(host, python), `${JSON.stringify(record, null, 2)}\n`)
}

const recordPath = (host: Host, python: string) =>
  join(environmentsFolder(host), `own-${sha256(python).slice(0, 12)}.json`)

const timeOf = (path: string) => statSync(path).mtimeMs
