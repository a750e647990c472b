/**
 * The embedded models: trained on first use from a corpus that the project writes, then kept in the user's cache
 * under a hash of everything that their weights depend on.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf } from '../core/canonical.js'
import { type TinyJob, tinyCorpus, tinyJobs, tinyRecipe } from '../core/tiny-recipe.js'
import { cacheFolder } from '../io/cache-folder.js'
import { openAppender } from '../io/files/append.js'
import { writeFileAtomic } from '../io/files/atomic-write.js'
import { contentHash } from '../io/files/hash.js'
import { type Lock, tryLock } from '../io/files/lock.js'
import type { PythonEnvironment } from '../io/python-env/environment.js'
import type { Workers } from '../io/worker/process.js'
import { protocolVersion } from '../io/worker/protocol.js'
import { criticNote, measureCritic } from './embedded-critic.js'
import type { Observer } from './observer.js'
import { workerVersions } from './worker-versions.js'

/** Names the weights before they exist. */
export function embeddedRevision(environment: PythonEnvironment): string {
  return hashOf({ recipe: tinyRecipe, worker: workerVersions('pretrain', environment) })
}

export const embeddedRoot = (): string => join(process.env.LATTICE_CACHE_DIR || cacheFolder(), 'models')

export function embeddedFolder(revision: string): string {
  return join(embeddedRoot(), `tiny-${revision.slice(0, 12)}`)
}

export const embeddedReady = (revision: string): boolean =>
  existsSync(join(embeddedFolder(revision), 'models.json'))

/** Makes both models unless they are there. Two at once don't collide: the second waits for the first. */
export async function prepareEmbedded({
  revision,
  workers,
  threads,
  observer,
  signal,
}: {
  revision: string
  workers: Workers
  threads: number
  observer: Observer
  signal: AbortSignal
}): Promise<void> {
  if (embeddedReady(revision)) return
  const folder = embeddedFolder(revision)
  const lock = await waitForLock(folder, observer)
  try {
    if (embeddedReady(revision)) return
    observer.note(`The embedded models are trained now, once; they are kept in ${folder}.`)
    for (const job of tinyJobs) await pretrain({ job, folder, workers, threads, observer, signal })
    const critic = await measureCritic({ folder, workers, threads, signal })
    observer.note(criticNote(critic))
    const weights = Object.fromEntries(tinyJobs.map(({ name }) => [name, contentHash(join(folder, name))]))
    writeFileAtomic(
      join(folder, 'models.json'),
      `${JSON.stringify({ revision, weights, critic }, null, 2)}\n`,
    )
  } finally {
    lock.release()
  }
}

async function pretrain({
  job,
  folder,
  workers,
  threads,
  observer,
  signal,
}: {
  job: TinyJob
  folder: string
  workers: Workers
  threads: number
  observer: Observer
  signal: AbortSignal
}): Promise<void> {
  const final = join(folder, job.name)
  if (existsSync(final)) return
  const work = join(folder, `${job.name}.partial`)
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const corpus = join(work, 'corpus.jsonl')
  const rows = openAppender(corpus)
  for (const row of tinyCorpus(job)) rows.append(row)
  rows.close()
  const { seed, chat_template, tokenizer, architecture } = tinyRecipe
  const init = job.init === null ? null : join(folder, job.init)
  const { optimisation } = job
  const parts = {
    chat_template,
    tokenizer: {
      ...tokenizer,
      special_tokens: [...tokenizer.special_tokens],
      whole_words: [...tokenizer.whole_words],
    },
    architecture,
    optimisation,
    init,
  }
  const output = join(work, 'model')
  const common = {
    kind: 'pretrain' as const,
    protocol: protocolVersion as 1,
    device: 'cpu' as const,
    threads,
    seed,
  }
  for await (const event of workers.run({ ...common, ...parts, corpus, output }, { folder: work, signal })) {
    if (event.type === 'progress') observer.progress({ ...event, unit: 'steps', id: `tiny ${job.name}` })
  }
  renameSync(output, final)
  rmSync(work, { recursive: true, force: true })
}

async function waitForLock(folder: string, observer: Observer): Promise<Lock> {
  for (let waited = false; ; waited = true) {
    const lock = tryLock(folder)
    if (lock) return lock
    if (!waited) observer.note('Another lattice is training the embedded models; waiting for it.')
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
