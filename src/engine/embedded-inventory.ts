/** The embedded models that lie in the cache, and which of them no present recipe would make. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { folderBytes } from '../io/python-env/disk.js'
import type { PythonEnvironment } from '../io/python-env/environment.js'
import { embeddedFolder, embeddedReady, embeddedRevision, embeddedRoot } from './embedded.js'

export interface StoredModels {
  name: string
  folder: string
  state: 'ready' | 'unfinished' | 'outdated'
  bytes: number
}

/** Without an environment nobody knows which models are present ones, so none is called outdated. */
export async function listEmbedded(environment: PythonEnvironment | null): Promise<StoredModels[]> {
  if (environment === null || !existsSync(embeddedRoot())) return []
  const revision = embeddedRevision(environment)
  const names = readdirSync(embeddedRoot()).filter((name) => /^tiny-[0-9a-f]{12}$/.test(name))
  return Promise.all(
    names.sort().map(async (name) => {
      const folder = join(embeddedRoot(), name)
      const present = embeddedReady(revision) ? ('ready' as const) : ('unfinished' as const)
      const state = folder === embeddedFolder(revision) ? present : ('outdated' as const)
      return { name, folder, state, bytes: await folderBytes(folder) }
    }),
  )
}

/** What says that the models are whole goes first. */
export function removeEmbedded({ folder }: StoredModels): void {
  rmSync(join(folder, 'models.json'), { force: true })
  rmSync(folder, { recursive: true })
}
