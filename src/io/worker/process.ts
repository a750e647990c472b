/**
 * Worker processes. A job goes in as a file, events come back as lines, decisions go out.
 *
 * Importing torch and TRL takes seconds, so on Linux a preloaded parent (the host) forks a child for each job;
 * elsewhere each job is a fresh process. Either way a job's memory is freed when it ends.
 * A worker leads a process group of its own, so that Ctrl-C reaches it only through us, and it holds the read end
 * of a pipe that closes when we die: its watchdog then kills the group.
 */
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { execa } from 'execa'
import { WorkerError } from '../../core/errors.js'
import { writeFileAtomic } from '../files/atomic-write.js'
import { openLogFile } from '../files/log-file.js'
import type { WorkerEvent } from './events.js'
import { type Exit, failureOf } from './failure.js'
import { linesOfPipe } from './lines.js'
import { readEvent } from './messages.js'
import type { Decision, Job } from './protocol.js'

export interface JobOptions {
  /** Where `job.json` and `worker.log` are written. */
  folder: string
  /** Aborted once: the worker finishes its batch or saves a checkpoint, then the job ends as interrupted. */
  signal?: AbortSignal | undefined
  /** Answers an event that says `decide: true`. Without it training goes on. */
  decide?: (event: WorkerEvent) => Decision
}

export interface Workers {
  /**
   * Runs a job and yields its events; returns after `done`.
   * @throws WorkerError with the end of the log, when the worker fails, dies or speaks another protocol.
   */
  run(job: Job, options: JobOptions): AsyncGenerator<WorkerEvent>
  /** Starts loading the libraries now, so that the first job needn't wait for it. */
  warmUp(): void
  close(): Promise<void>
}

export interface WorkerCommand {
  /** Program and first arguments, e.g. `[python, '-m', 'lattice_worker']`. */
  command: readonly [string, ...string[]]
  env: Record<string, string>
  /** Whether a preloaded parent serves all jobs. */
  host: boolean
}

export function openWorkers({ command, env, host }: WorkerCommand): Workers {
  let shared: Channel | null = null
  const start = (extra: string[]) => openChannel([...command, ...extra], env)
  const hostChannel = () => (shared ??= start(['--host']))
  return {
    async *run(job, options) {
      const path = join(options.folder, 'job.json')
      writeFileAtomic(path, `${JSON.stringify(job, null, 2)}\n`)
      const channel = host ? hostChannel() : start([path])
      channel.logTo(join(options.folder, 'worker.log'))
      if (host) channel.write({ type: 'job', path })
      let ended = false
      try {
        yield* eventsOf({ job, channel, options, host })
        ended = true
      } finally {
        // A job that failed, or that nobody listens to any more, must not leave words for the next one.
        if (!ended || !host) {
          await channel.close()
          if (host) shared = null
        }
      }
    },
    warmUp: () => {
      if (host) hostChannel()
    },
    close: async () => {
      await shared?.close()
      shared = null
    },
  }
}

async function* eventsOf({
  job,
  channel,
  options: { folder, signal, decide },
  host,
}: {
  job: Job
  channel: Channel
  options: JobOptions
  host: boolean
}): AsyncGenerator<WorkerEvent> {
  let last: WorkerEvent | null = null
  let pid: number | undefined
  const interrupt = () => pid !== undefined && sendSignal(pid, 'SIGINT')
  signal?.addEventListener('abort', interrupt, { once: true })
  try {
    for (;;) {
      const line = await channel.nextLine()
      const message = line === null ? null : readEvent(line)
      if (message === null || message.type === 'exited') {
        if (last?.type === 'done') return
        const exit = message ?? (await channel.exit())
        throw failureOf({ job, last, exit, folder, tail: channel.tail() })
      }
      if (message.type === 'host') continue
      if (message.type === 'ready') {
        pid = message.pid
        if (signal?.aborted) interrupt()
      }
      last = message
      yield message
      if ('decide' in message && message.decide) channel.write(decide?.(message) ?? { type: 'continue' })
      if (!host && message.type === 'done') channel.endInput()
    }
  } finally {
    signal?.removeEventListener('abort', interrupt)
  }
}

/** The three pipes of one process, and the lifeline that it watches. */
interface Channel {
  /** The next line of the event channel, or null at its end. */
  nextLine(): Promise<string | null>
  write(message: object): void
  endInput(): void
  logTo(path: string): void
  /** The last lines that this job wrote to stderr. */
  tail(): string
  exit(): Promise<Exit>
  close(): Promise<void>
}

const signalNumbers: Record<string, number> = {
  SIGINT: 2,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
  SIGABRT: 6,
  SIGBUS: 7,
}

function openChannel(command: readonly string[], env: Record<string, string>): Channel {
  const [program, ...args] = command
  const child = execa(program as string, args, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...env, LATTICE_LIFELINE_FD: '3' },
    detached: true,
    cleanup: false,
    buffer: false,
    reject: false,
  })
  const input = child.stdin as Writable
  const lines = linesOfPipe(child.stdout as Readable)
  const log = openLogFile()
  child.stderr?.on('data', log.write)
  // A worker that is gone can't read: its end is reported by the event channel, not by this pipe.
  input.on('error', () => undefined)
  const ended = child.then((result) => ({
    code: result.exitCode ?? null,
    signal: result.signal === undefined ? null : (signalNumbers[result.signal] ?? 0),
    problem:
      result.exitCode === undefined && result.signal === undefined ? result.originalMessage : undefined,
  }))
  return {
    async nextLine() {
      const { value, done } = await lines.next()
      return done ? null : value
    },
    write: (message) => void input.write(`${JSON.stringify(message)}\n`),
    endInput: () => input.end(),
    logTo: log.moveTo,
    tail: log.tail,
    async exit() {
      const { code, signal, problem } = await ended
      if (problem !== undefined)
        throw new WorkerError('died', `The Python worker can't be started: ${problem}.`)
      return { code, signal }
    },
    async close() {
      input.end()
      // A pipe that nobody empties would keep the process from ending.
      lines.return(undefined).catch(() => undefined)
      const late = setTimeout(() => killGroup(child.pid), 1000)
      await ended
      clearTimeout(late)
      log.end()
    },
  }
}

function killGroup(leader: number | undefined): void {
  if (leader !== undefined) sendSignal(-leader, 'SIGKILL')
}

function sendSignal(pid: number, signal: 'SIGINT' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself meanwhile.
  }
}
