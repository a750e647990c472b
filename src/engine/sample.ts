/** Answers to a few prompts, on the spot: nothing is recorded, so nothing is reused. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answer } from '../core/asks.js'
import type { Config } from '../core/config/schema.js'
import { seedFor } from '../core/identity.js'
import type { Message } from '../core/records.js'
import { requireEnvironment } from '../io/python-env/environment.js'
import { requireAdapterOf } from './adapter.js'
import { answerOnce } from './answer-job.js'
import { prepareEmbedded } from './embedded.js'
import { requireHubModels } from './hub-models.js'
import { resolveModel } from './models.js'
import type { Observer } from './observer.js'
import { openDoor, redactorFor } from './redaction.js'
import { threadCount, workersFor } from './workers.js'

export interface SampleRequest {
  config: Config
  prompts: Message[][]
  /** Folder of the adapter that is put on the generator, or null for the base. */
  adapter: string | null
  draw: { temperature: number; top_p: number; max_new_tokens: number }
  /** Answers per prompt. */
  n: number
  offline: boolean
  observer: Observer
  signal: AbortSignal
}

/** Answers in the order of the prompts, `n` for each. */
export async function sampleAnswers(request: SampleRequest): Promise<Answer[][]> {
  const { config, adapter, draw, n, offline, observer, signal } = request
  const redactor = redactorFor(config)
  const door = redactor && openDoor(redactor)
  const prompts = request.prompts.map((messages) => (door ? door.value(messages, 'prompt') : messages))
  const environment = await requireEnvironment()
  const { identity, step } = await resolveModel({
    settings: config.models.generator,
    role: 'generator',
    environment,
    offline,
  })
  if (adapter !== null) requireAdapterOf(adapter, identity)
  await requireHubModels([step], { offline, observer })
  const threads = threadCount()
  const workers = workersFor(environment, { threads, offline, host: step.embedded })
  try {
    if (step.embedded)
      await prepareEmbedded({ revision: identity.revision, workers, threads, observer, signal })
    const asks = prompts.flatMap((messages, index) =>
      Array.from({ length: n }, (_, sample) => {
        const seed = seedFor(config.seed, String(index), sample, 'sample')
        return { messages, want: { text: { ...draw, seed } } }
      }),
    )
    const model = { ...step.wire, adapter }
    const answers = await answerOnce({
      asks,
      folder: mkdtempSync(join(tmpdir(), 'lattice-sample-')),
      workers,
      signal,
      model,
      loading: step,
      threads,
      seed: config.seed,
    })
    const given = answers.map((answer) => (door ? door.value(answer, 'answer') : answer))
    return prompts.map((_, index) => given.slice(index * n, (index + 1) * n))
  } finally {
    await workers.close()
  }
}
