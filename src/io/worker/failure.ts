/** What the end of a worker without `done` means, as one error. */
import { join } from 'node:path'
import { formatBytes } from '../../core/bytes.js'
import { WorkerError } from '../../core/errors.js'
import { freeBytes } from '../files/free-space.js'
import { secretKeeper } from '../secrets.js'
import type { WorkerEvent } from './events.js'
import type { Job } from './protocol.js'

export interface Exit {
  code: number | null
  signal: number | null
}

export interface WorkerEnd {
  job: Job
  /** The last event that came. */
  last: WorkerEvent | null
  exit: Exit
  /** Where the job and its log are. */
  folder: string
  /** The end of the log. */
  tail: string
}

export function failureOf({ job, last, exit, folder, tail }: WorkerEnd): WorkerError {
  if (last?.type === 'error') return told(secretKeeper().withoutSecretsIn(last), { job, folder, tail })
  // Told to stop before it could listen.
  if (exit.signal === 2 || exit.code === 130)
    return new WorkerError('interrupted', 'The job was interrupted.')
  const killed = exit.signal === 9 || exit.code === 137
  const how = killed
    ? 'was killed by the system, most likely for lack of memory'
    : exit.signal !== null
      ? `died from signal ${exit.signal}`
      : `ended with exit code ${exit.code} before it was done`
  const advice = killed ? `${lessMemory(job)} ` : ''
  return new WorkerError('died', `The Python worker ${how}.`, {
    hint: `${advice}Finished work is kept; the same command continues. The whole log is in ${logIn(folder)}.\n${tail}`,
  })
}

function told(
  { kind, message, hint }: Extract<WorkerEvent, { type: 'error' }>,
  { job, folder, tail }: Pick<WorkerEnd, 'job' | 'folder' | 'tail'>,
): WorkerError {
  if (kind === 'memory') return new WorkerError(kind, message, { hint: `${lessMemory(job)} ${kept}` })
  if (kind === 'disk') {
    const text = `${message.replace(/\.$/, '')}: ${folder} has ${formatBytes(freeBytes(folder))} free.`
    return new WorkerError(kind, text, { hint: `Make room there. ${kept}` })
  }
  const more = kind === 'internal' ? `The whole log is in ${logIn(folder)}.\n${tail}` : ''
  return new WorkerError(kind, message, { hint: [hint, more].filter(Boolean).join('\n') || undefined })
}

const kept = 'Then run the same command again: finished work is kept.'

const logIn = (folder: string) => join(folder, 'worker.log')

function lessMemory({ kind }: Job): string {
  const keys =
    kind === 'train'
      ? 'per_device_train_batch_size or max_length (train.<name>), a smaller model, or load_in_4bit: true'
      : 'batch_size (models.<role>), a smaller model, or load_in_4bit: true'
  return `Lower what it needs: ${keys}.`
}
