/**
 * Progress on stderr: bars on a terminal, sparse plain lines elsewhere, or nothing.
 * One thing is shown at a time; starting the next ends the one before.
 */
import type { WriteStream } from 'node:tty'
import type { Meanwhile } from '../../engine/observer.js'
import { createBarView } from './progress-bar.js'
import { createPlainView } from './progress-plain.js'
import { createRate } from './rate.js'

export const progressModes = ['auto', 'bar', 'plain', 'none'] as const
export type ProgressMode = (typeof progressModes)[number]

export interface Progress {
  /** What is started next counts from here: it waits for its model before it has anything to show. */
  wait(): void
  /** Without a total only a count is shown. */
  start(title: string, total?: number, unit?: string): void
  update(done: number, meanwhile?: Meanwhile): void
  /** A line for the reader that stays. */
  note(text: string): void
  /** What was asked for beside the progress: it is said in every mode, and tears no bar. */
  say(text: string): void
  stop(): void
  /** What is still shown came to nothing: it ends without a tick, whatever it had counted. */
  abandon(): void
}

export interface ProgressState extends Meanwhile {
  title: string
  total: number | undefined
  unit: string
  done: number
  seconds: number
  perSecond: number | undefined
  abandoned: boolean
}

/** One way to show states; `updated` is called as often as the work reports. */
export interface ProgressView {
  started(state: ProgressState): void
  updated(state: ProgressState): void
  stopped(state: ProgressState): void
  note(text: string): void
}

export type TextStream = Pick<NodeJS.WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>

export interface ProgressSettings {
  mode: ProgressMode
  stream?: TextStream
  environment?: Readonly<Record<string, string | undefined>>
  /** Milliseconds; for tests. */
  now?: () => number
}

export function createProgress({
  mode,
  stream = process.stderr,
  environment = process.env,
  now = Date.now,
}: ProgressSettings): Progress {
  const view = viewFor(mode, stream, environment)
  const plain = createPlainView(stream)
  let current: { state: ProgressState; rate: ReturnType<typeof createRate>; since: number } | undefined
  let waitingSince: number | undefined

  function advance(done: number, { meanwhile, besides }: Meanwhile = {}): ProgressState | undefined {
    if (!current) return undefined
    if (meanwhile !== undefined) current.rate.countPauses()
    current.rate.add(done)
    const seconds = (now() - current.since) / 1000
    const perSecond = current.rate.perSecond()
    current.state = { ...current.state, done, seconds, perSecond, meanwhile, besides }
    return current.state
  }

  const progress: Progress = {
    wait() {
      waitingSince = now()
    },
    start(title, total, unit = '') {
      progress.stop()
      const state = { title, total, unit, done: 0, seconds: 0, perSecond: undefined, abandoned: false }
      current = { state, rate: createRate(now), since: waitingSince ?? now() }
      waitingSince = undefined
      view.started(state)
    },
    update(done, meanwhile) {
      const state = advance(done, meanwhile)
      if (state) view.updated(state)
      // A model may be made first: the answers of the same step wait from then on.
      if (state?.done === state?.total) waitingSince = now()
    },
    note: (text) => view.note(text),
    say: (text) => (mode === 'none' ? plain.note(text) : view.note(text)),
    stop: () => end({ abandoned: false }),
    abandon: () => end({ abandoned: true }),
  }
  return progress

  function end(how: { abandoned: boolean }): void {
    const state = advance(current?.state.done ?? 0)
    current = undefined
    if (state) view.stopped({ ...state, ...how })
  }
}

const silentView: ProgressView = {
  started: () => undefined,
  updated: () => undefined,
  stopped: () => undefined,
  note: () => undefined,
}

function viewFor(
  mode: ProgressMode,
  stream: TextStream,
  environment: Readonly<Record<string, string | undefined>>,
): ProgressView {
  if (mode === 'none') return silentView
  const drawable = stream.isTTY === true && !environment.CI && environment.TERM !== 'dumb'
  return mode === 'bar' || (mode === 'auto' && drawable) ? createBarView(stream) : createPlainView(stream)
}
