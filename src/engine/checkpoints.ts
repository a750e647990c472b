/**
 * Checkpoints of a training. A checkpoint counts once its manifest, written last, names every file with its hash;
 * a half-written or damaged one is never resumed from (transformers picks the newest folder whatever is in it).
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeFileAtomic } from '../io/files/atomic-write.js'
import { hashFolder } from '../io/files/hash.js'

const manifestName = 'lattice-checkpoint.json'
const manifestSchema = z.object({
  globalStep: z.int().nonnegative(),
  probeLoss: z.number().nullable(),
  files: z.array(z.object({ name: z.string(), sha256: z.string(), bytes: z.number() })).min(1),
})

export interface Checkpoint {
  path: string
  globalStep: number
  /** The loss on a fixed batch when it was saved; null when it was not a number. */
  probeLoss: number | null
}

/** Hashes a checkpoint that the worker has written and makes it count. */
export function sealCheckpoint({ path, globalStep, probeLoss }: Checkpoint): void {
  const files = hashFolder(path).filter(({ name }) => name !== manifestName)
  writeFileAtomic(join(path, manifestName), `${JSON.stringify({ globalStep, probeLoss, files }, null, 2)}\n`)
}

/** The complete checkpoints below a folder, oldest first. */
export function completeCheckpoints(folder: string): Checkpoint[] {
  return checkpointFolders(folder)
    .flatMap((path) => readCheckpoint(path) ?? [])
    .sort((a, b) => a.globalStep - b.globalStep)
}

/**
 * Removes what a crash left half written, and what was damaged since. For before a training: while one runs, an
 * incomplete checkpoint is one that is just being written.
 */
export function removeIncomplete(folder: string): void {
  for (const path of checkpointFolders(folder)) {
    if (!readCheckpoint(path)) rmSync(path, { recursive: true, force: true })
  }
}

/** Removes every complete checkpoint but the newest, to resume from, and the best, to keep. */
export function pruneCheckpoints(folder: string, bestStep: number | null): void {
  for (const { path, globalStep } of completeCheckpoints(folder).slice(0, -1)) {
    if (globalStep !== bestStep) rmSync(path, { recursive: true, force: true })
  }
}

function checkpointFolders(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.startsWith('checkpoint-'))
  return names.map((name) => join(folder, name))
}

function readCheckpoint(path: string): Checkpoint | null {
  try {
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(path, manifestName), 'utf8')))
    const now = new Map(hashFolder(path).map(({ name, sha256 }) => [name, sha256]))
    const whole = manifest.files.every(({ name, sha256 }) => now.get(name) === sha256)
    return whole ? { path, globalStep: manifest.globalStep, probeLoss: manifest.probeLoss } : null
  } catch {
    return null
  }
}
