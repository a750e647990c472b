/**
 * Looks at the models of the Hub that will be used before any work starts: whether they may be read, how much is to
 * be downloaded and whether it fits. The download itself is the worker's.
 */

import { formatBytes } from '../core/bytes.js'
import { PrerequisiteError } from '../core/errors.js'
import { freeBytes } from '../io/files/free-space.js'
import { downloadSize, isCached, notCached } from '../io/models/hub.js'
import { hubCacheFolder, requireWholeInCache } from '../io/models/hub-cache.js'
import type { Observer } from './observer.js'
import type { StepModel } from './step.js'

export async function requireHubModels(
  models: readonly StepModel[],
  { offline, observer }: { offline: boolean; observer: Pick<Observer, 'note'> },
): Promise<void> {
  const missing = missingOf(models)
  if (missing.size === 0) return
  let needed = 0
  for (const [name, commit] of missing) {
    if (offline) throw notCached(name, commit)
    const bytes = await downloadSize({ name, revision: commit })
    observer.note(`${name} is not in the Hugging Face cache: ${formatBytes(bytes)} to download, once.`)
    needed += bytes
  }
  requireRoom([...missing.keys()], needed)
}

/** Name → commit of what is not in the cache. @throws LatticeError for what is there and damaged */
function missingOf(models: readonly StepModel[]): Map<string, string> {
  const missing = new Map<string, string>()
  for (const { wire } of models) {
    if (wire.revision === null) continue
    if (isCached(wire.source, wire.revision)) requireWholeInCache(wire.source, wire.revision)
    else missing.set(wire.source, wire.revision)
  }
  return missing
}

function requireRoom(names: readonly string[], needed: number): void {
  const cache = hubCacheFolder()
  const free = freeBytes(cache)
  if (free >= needed) return
  const [verb, what] = names.length === 1 ? ['needs', names[0]] : ['need', names.join(', ')]
  throw new PrerequisiteError(
    `${what} ${verb} ${formatBytes(needed)} for the download, and ${cache} has ${formatBytes(free)} free.`,
    {
      hint: 'Make room there, set HF_HUB_CACHE to a folder elsewhere, or take a smaller model (lattice models ls).',
    },
  )
}
