/** Where environments lie and how their folders are named: what they are, then a hash of all that they depend on. */
import { join } from 'node:path'
import { hashOf } from '../../core/canonical.js'
import { cacheFolder } from '../cache-folder.js'
import { type Accelerator, accelerators } from './accelerator.js'
import type { Host } from './host.js'
import type { Lock } from './lock.js'

export function environmentsFolder(host: Host): string {
  return host.env.LATTICE_ENV_DIR || join(cacheFolder(host), 'envs')
}

/** The pins are hashed, not the text, so that a comment in a lock makes nobody download anything. */
export function environmentName({ lock, accelerator, python }: EnvironmentRecipe): string {
  const hash = hashOf({ target: lock.name, accelerator, python, pins: Object.fromEntries(lock.pins) })
  return `${accelerator}-py${python}-${hash.slice(0, 12)}`
}

export interface EnvironmentRecipe {
  lock: Lock
  accelerator: Accelerator
  /** Major and minor, e.g. 3.11: wheels are made for these. */
  python: string
}

export function parseEnvironmentName(name: string): { accelerator: Accelerator; python: string } | null {
  const match = /^([a-z]+)-py(3\.\d+)-[0-9a-f]{12}$/.exec(name)
  const accelerator = accelerators.find((each) => each === match?.[1])
  return match && accelerator ? { accelerator, python: match[2]! } : null
}

/** The interpreter of a virtual environment; set-up exists for Linux and macOS only. */
export const interpreterOf = (folder: string): string => join(folder, 'bin', 'python')
