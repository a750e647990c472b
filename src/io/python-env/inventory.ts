/** What lies in the folder of environments, and what may go. */
import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { folderBytes } from './disk.js'
import { isCurrent, readRecord, recordFile } from './environment.js'
import { environmentsFolder, parseEnvironmentName } from './folders.js'
import type { Host } from './host.js'

export interface StoredEnvironment {
  name: string
  folder: string
  /** `outdated`: made for other locks than this version's; `unfinished`: the next set-up goes on with it. */
  state: 'ready' | 'unfinished' | 'outdated'
  bytes: number
}

export async function listEnvironments(host: Host): Promise<StoredEnvironment[]> {
  const root = environmentsFolder(host)
  const names = existsSync(root)
    ? readdirSync(root).filter((name) => isEnvironment(join(root, name), name))
    : []
  return Promise.all(
    names.sort().map(async (name) => {
      const folder = join(root, name)
      const record = readRecord(folder)?.record
      const state = isCurrent(host, name) ? (record ? 'ready' : 'unfinished') : 'outdated'
      return { name, folder, state, bytes: record?.bytes ?? (await folderBytes(folder)) } as const
    }),
  )
}

/** The record goes first, so that a half-removed folder is never taken for a finished one. */
export async function removeEnvironment({ folder }: StoredEnvironment): Promise<void> {
  await rm(join(folder, recordFile), { force: true })
  await rm(folder, { recursive: true })
}

/** Our kind of name is not enough to be removed one day: it must look like an environment inside too. */
function isEnvironment(folder: string, name: string): boolean {
  if (parseEnvironmentName(name) === null) return false
  return existsSync(join(folder, 'pyvenv.cfg')) || existsSync(join(folder, recordFile))
}
