/** The worker job that answers asks: as a step streams it, and as a whole for the few asks that nobody records. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer, Ask } from '../core/asks.js'
import { writeFileAtomic } from '../io/files/atomic-write.js'
import type { Workers } from '../io/worker/process.js'
import { type Job, protocolVersion, type WireModel } from '../io/worker/protocol.js'
import type { StepModel } from './step.js'

export interface AnswerJob {
  /** JSONL files: all asks, and the keys of those already answered. */
  asks: string
  answered: string | null
  model: WireModel
  loading: Pick<StepModel, 'batchSize' | 'maxLength' | 'device'>
  threads: number
  seed: number
}

export function answerJob({ asks, answered, model, loading, threads, seed }: AnswerJob): Job {
  return {
    kind: 'answer',
    protocol: protocolVersion,
    device: loading.device,
    threads,
    seed,
    model,
    asks,
    answered,
    batch_size: loading.batchSize,
    max_length: loading.maxLength,
  }
}

/** Answers in the order of the asks. Nothing is recorded; `folder` is made, and gone afterwards. */
export async function answerOnce({
  asks,
  folder,
  workers,
  signal,
  ...job
}: Omit<AnswerJob, 'asks' | 'answered'> & {
  asks: readonly Pick<Ask, 'messages' | 'want'>[]
  folder: string
  workers: Workers
  signal: AbortSignal
}): Promise<Answer[]> {
  try {
    const path = join(folder, 'asks.jsonl')
    const rows = asks.map(({ messages, want }, index) => ({ key: String(index), messages, want }))
    writeFileAtomic(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    const answers = new Map<string, Answer>()
    for await (const event of workers.run(answerJob({ ...job, asks: path, answered: null }), {
      folder,
      signal,
    })) {
      if (event.type === 'answer') answers.set(event.key, event.answer)
    }
    return rows.map(({ key }) => answers.get(key) ?? { failed: 'no answer came' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
