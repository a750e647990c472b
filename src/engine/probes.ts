/** The probe prompts of a training: which they are, and what they were answered, kept as it comes. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ProbeSettings } from '../core/config/probes.js'
import { DataError } from '../core/errors.js'
import { type ProbeAnswer, type ProbeRow, probeFold, probeRowSchema } from '../core/probes.js'
import { type Message, messageSchema } from '../core/records.js'
import { openAppender } from '../io/files/append.js'
import { writeFileAtomic } from '../io/files/atomic-write.js'
import { readRecords } from '../io/files/jsonl.js'
import type { WorkerEvent } from '../io/worker/events.js'
import type { Door } from './redaction.js'

export interface ProbePrompt {
  id: string | null
  messages: Message[]
}

/**
 * The prompts that are asked: one's own, or those of the rows with the lowest ids, so that trainings on rows of the
 * same prompts mostly ask the same.
 * @param files rows in the order in which they are looked at; the first that has any is used
 */
export async function probePrompts(
  { prompts }: ProbeSettings,
  files: readonly string[],
  door: Door | null,
): Promise<ProbePrompt[]> {
  if (typeof prompts !== 'number') return prompts.map((text) => ownPrompt(text, door))
  if (prompts === 0) return []
  for (const file of files) {
    const lowest = await lowestPrompts(file, prompts)
    if (lowest.length > 0) return lowest
  }
  return []
}

async function lowestPrompts(file: string, most: number): Promise<{ id: string; messages: Message[] }[]> {
  let lowest: { id: string; messages: Message[] }[] = []
  for await (const { promptId: id, prompt: messages } of readRecords(file, rowSchema)) {
    if (lowest.some((known) => known.id === id)) continue
    const sorted = [...lowest, { id, messages }].sort((one, other) => (one.id < other.id ? -1 : 1))
    lowest = sorted.slice(0, most)
  }
  return lowest
}

const rowSchema = z.object({ promptId: z.string(), prompt: z.array(messageSchema).min(1) })

function ownPrompt(text: string, door: Door | null): ProbePrompt {
  const messages: Message[] = [{ role: 'user', content: text }]
  return { id: null, messages: door ? door.value(messages, 'probes.prompts') : messages }
}

export interface ProbeLog {
  /** Writes answers down, and returns them beside what was said before; none of any other event. */
  record(event: WorkerEvent): ProbeAnswer[]
  /** All that is written down, earlier attempts included. */
  rows(): ProbeRow[]
  close(): void
}

/** Opens `probes.jsonl`. What an earlier attempt wrote after the step that training goes on from, is taken out. */
export async function openProbeLog({
  folder,
  from,
  prompts,
  door,
}: {
  folder: string
  /** Steps done; null for a training from the start. */
  from: number | null
  prompts: readonly ProbePrompt[]
  door: Door | null
}): Promise<ProbeLog> {
  const path = join(folder, probesFile)
  const rows = from === null ? [] : (await probesSoFar(folder)).filter(({ step }) => step <= from)
  writeFileAtomic(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const file = openAppender(path)
  const answered = probeFold()
  for (const row of rows) answered(row)
  let last: Pick<ProbeRow, 'loss' | 'split'> = { loss: null, split: null }
  return {
    record(event) {
      if (event.type === 'metric' && event.values.loss !== undefined)
        last = { loss: event.values.loss, split: event.split }
      if (event.type !== 'sample') return []
      const { global_step: step, epoch, answers } = event
      const added = answers.map((answer, index): ProbeRow => {
        const { id, messages } = prompts[index] as ProbePrompt
        const said = door ? door.value(answer, probesFile) : answer
        return {
          step,
          epoch,
          ...last,
          probe: index + 1,
          prompt_id: id,
          prompt: messages,
          ...answerPart(said),
        }
      })
      for (const row of added) file.append(row)
      file.sync()
      rows.push(...added)
      return added.map(answered)
    },
    rows: () => rows,
    close: () => file.close(),
  }
}

export const probesFile = 'probes.jsonl'

/** Rows of a training that isn't done. A last line that is torn, or just being written, is none. */
export async function probesSoFar(folder: string): Promise<ProbeRow[]> {
  const path = join(folder, probesFile)
  const rows: ProbeRow[] = []
  if (!existsSync(path)) return rows
  try {
    for await (const row of readRecords(path, probeRowSchema)) rows.push(row)
  } catch (error) {
    if (!(error instanceof DataError)) throw error
  }
  return rows
}

function answerPart(
  answer: Extract<WorkerEvent, { type: 'sample' }>['answers'][number],
): Pick<ProbeRow, 'text' | 'finish' | 'failed'> {
  if ('text' in answer) return { text: answer.text, finish: answer.finish, failed: null }
  return { text: null, finish: null, failed: 'failed' in answer ? answer.failed : 'not a text' }
}
