/** Does what a command asks of the engine, with progress on stderr and Ctrl-C handled. */
import type { LogLevel } from '../core/log/event.js'
import type { Observer } from '../engine/observer.js'
import { type Outcome, performRun, previewRun, type Request } from '../engine/session.js'
import { announcing } from './announce.js'
import { logPrinter } from './log-printer.js'
import { coloursFor } from './terminal/colours.js'
import { durationText } from './terminal/duration.js'
import { createProgress, type Progress, type ProgressMode } from './terminal/progress.js'
import { untilInterrupted } from './until-interrupted.js'

export interface ShowFlags {
  json?: boolean
  quiet?: boolean
  progress?: ProgressMode
  verbosity?: LogLevel
  dryRun?: boolean
}

export type Work = Omit<Request, 'observer' | 'signal' | 'force'> & { force?: ReadonlySet<string> }

export async function perform(work: Work, flags: ShowFlags): Promise<Outcome> {
  const progress = createProgress({ mode: flags.quiet ? 'none' : (flags.progress ?? 'auto') })
  const spoken = observerOn(progress, flags.quiet ? 0 : flags.verbosity)
  const observer = announcing(spoken, work.config.eval.limit)
  return untilInterrupted(async (signal) => {
    try {
      return await performRun({ force: new Set(), ...work, observer, signal })
    } finally {
      progress.abandon()
    }
  })
}

export function preview(work: Work): ReturnType<typeof previewRun> {
  const { signal } = new AbortController()
  return previewRun({
    force: new Set(),
    ...work,
    observer: observerOn(createProgress({ mode: 'none' })),
    signal,
  })
}

/** Phases of a step that are long enough to be counted; the others are only named. */
const counted = ['answers', 'train', 'pretrain']

/** What runs is named and counted, and says what the level asks for; all that is reused in a row is one line. */
export function observerOn(progress: Progress, level: LogLevel = 0): Observer {
  const colours = coloursFor('stderr')
  let reused: string[] = []
  let shown: string | undefined
  let ran = false
  const flush = () => {
    const many = reused.length > 1 ? `${reused.length} steps ` : ''
    if (reused.length > 0) progress.note(colours.dim(`= ${many}reused: ${reused.join(', ')}`))
    reused = []
  }
  const show = (title: string, start: () => void) => {
    if (title !== shown) start()
    shown = title
  }
  return {
    stepStarted({ id, number, of, reason }) {
      ran = true
      flush()
      progress.wait()
      progress.note(`${colours.bold(id)} ${colours.dim(`step ${number} of ${of} · ${reason}`)}`)
    },
    progress({ id, phase, done, total, unit, ...meanwhile }) {
      if (!counted.includes(phase))
        return show(`${id} ${phase}`, () => progress.note(colours.dim(`${id}: ${phase}`)))
      show(id, () => progress.start(id, total, unit))
      progress.update(done, meanwhile)
    },
    note: (text) => progress.note(text),
    ...logPrinter(level, (text) => progress.say(text)),
    stepFinished({ id, reused: wasReused, seconds }) {
      if (wasReused) {
        reused.push(id)
        return
      }
      progress.stop()
      if (shown !== id) progress.note(`${colours.green('✓')} ${id} ${colours.dim(durationText(seconds))}`)
      shown = undefined
    },
    finished() {
      if (ran) flush()
      else progress.note(colours.dim(`Nothing changed: all ${reused.length} steps are reused.`))
    },
  }
}
