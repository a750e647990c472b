/** Answers to a few prompts, on the spot: nothing is recorded, so nothing is reused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Answer, ask } from '../core/asks.js'
import type { Config } from '../core/config/schema.js'
import { seedFor } from '../core/identity.js'
import type { Message } from '../core/records.js'
import { requireEnvironment } from '../io/python-env/environment.js'
import { protocolVersion } from '../io/worker/protocol.js'
import { requireAdapterOf } from './adapter.js'
import { prepareEmbedded } from './embedded.js'
import { resolveModel } from './models.js'
import type { Observer } from './observer.js'
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
  const { config, prompts, adapter, draw, n, offline, observer, signal } = request
  const environment = await requireEnvironment()
  const { identity, step } = await resolveModel({
    settings: config.models.generator,
    role: 'generator',
    environment,
    offline,
  })
  if (adapter !== null) requireAdapterOf(adapter, identity)
  const threads = threadCount()
  const workers = workersFor(environment, { threads, offline, host: step.embedded })
  const folder = mkdtempSync(join(tmpdir(), 'lattice-sample-'))
  try {
    if (step.embedded)
      await prepareEmbedded({ revision: identity.revision, workers, threads, observer, signal })
    const asks = prompts.map((messages, index) =>
      Array.from({ length: n }, (_, sample) => {
        const seed = seedFor(config.seed, String(index), sample, 'sample')
        const wanted = ask({ identity, messages, want: { text: { ...draw, seed } } })
        return { ...wanted, key: `${index}.${sample}` }
      }),
    )
    const path = join(folder, 'asks.jsonl')
    writeFileSync(
      path,
      asks
        .flat()
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(''),
    )
    const answers = new Map<string, Answer>()
    const job = {
      kind: 'answer' as const,
      protocol: protocolVersion as 1,
      device: step.device,
      threads,
      seed: config.seed,
      model: { ...step.wire, adapter },
      asks: path,
      answered: null,
      batch_size: step.batchSize,
      max_length: step.maxLength,
    }
    for await (const event of workers.run(job, { folder, signal })) {
      if (event.type === 'answer') answers.set(event.key, event.answer)
    }
    return asks.map((group) => group.map(({ key }) => answers.get(key) ?? { failed: 'no answer came' }))
  } finally {
    await workers.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
