/**
 * The locks in python/locks: exact pins of every package, one file per OS, architecture and accelerator.
 * scripts/lock.mjs makes them, and measures what sizes.json says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { PrerequisiteError } from '../../core/errors.js'
import type { Accelerator } from './accelerator.js'
import type { Host } from './host.js'

/** What goes on PYTHONPATH. The same from src/ and from dist/. */
export const workerPath = fileURLToPath(new URL('../../../python', import.meta.url))

export interface Lock {
  /** E.g. linux-x64-cpu */
  name: string
  path: string
  /** Normalised package name → version. */
  pins: ReadonlyMap<string, string>
}

const sizesSchema = z.object({
  download_bytes: z.number(),
  installed_bytes: z.number(),
  pythons: z.array(z.string()).min(1),
})

export interface LockFacts {
  downloadBytes: number
  installedBytes: number
  /** The Python versions that have a wheel of every pin, oldest first. */
  pythons: string[]
}

export function readLock(
  { platform, arch }: Pick<Host, 'platform' | 'arch'>,
  accelerator: Accelerator,
): Lock | null {
  const name = `${platform}-${arch}-${accelerator}`
  const path = join(workerPath, 'locks', `${name}.txt`)
  return existsSync(path) ? { name, path, pins: parsePins(readFileSync(path, 'utf8')) } : null
}

/** @throws PrerequisiteError (exit 3) where nobody has locked the packages for such a machine. */
export function requireLock(host: Pick<Host, 'platform' | 'arch'>, accelerator: Accelerator): Lock {
  const lock = readLock(host, accelerator)
  if (lock) return lock
  throw new PrerequisiteError(`There is no lock for ${host.platform}-${host.arch} with ${accelerator}.`, {
    hint:
      host.platform === 'darwin' && host.arch === 'arm64'
        ? 'On Apple silicon use --accelerator mps: it computes on the CPU too.'
        : 'Locks exist for Linux (x64 and arm64, cpu and cuda) and for macOS on Apple silicon (mps). Elsewhere, ' +
          'install the packages yourself and set LATTICE_PYTHON to that Python; on Windows, use WSL.',
  })
}

export function readLockFacts({ name }: Lock): LockFacts {
  const all = z
    .record(z.string(), sizesSchema)
    .parse(JSON.parse(readFileSync(join(workerPath, 'locks', 'sizes.json'), 'utf8')))
  const { download_bytes, installed_bytes, pythons } = all[name]!
  return { downloadBytes: download_bytes, installedBytes: installed_bytes, pythons }
}

/** @throws Error for a line that is no exact pin: the lock is part of the package, so that is a bug. */
export function parsePins(text: string): Map<string, string> {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim())
  return new Map(
    lines.filter(Boolean).map((line) => {
      const match = /^([A-Za-z0-9._-]+)={2,3}([^\s=;]+)$/.exec(line)
      if (!match) throw new Error(`Not an exact pin: ${line}`)
      return [match[1]!.toLowerCase().replaceAll(/[-_.]+/g, '-'), match[2]!]
    }),
  )
}
