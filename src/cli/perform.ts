/** Does what a command asks of the engine, with progress on stderr and Ctrl-C handled. */
import type { Observer } from '../engine/observer.js'
import { type Outcome, performRun, previewRun, type Request } from '../engine/session.js'
import { coloursFor } from './terminal/colours.js'
import { durationText } from './terminal/duration.js'
import { createProgress, type Progress, type ProgressMode } from './terminal/progress.js'
import { untilInterrupted } from './until-interrupted.js'

export interface ShowFlags {
  json?: boolean
  quiet?: boolean
  progress?: ProgressMode
  dryRun?: boolean
}

export type Work = Omit<Request, 'observer' | 'signal' | 'force'> & { force?: ReadonlySet<string> }

export async function perform(work: Work, flags: ShowFlags): Promise<Outcome> {
  const progress = createProgress({ mode: flags.quiet ? 'none' : (flags.progress ?? 'auto') })
  return untilInterrupted(async (signal) => {
    try {
      return await performRun({ force: new Set(), ...work, observer: observerOn(progress), signal })
    } finally {
      progress.stop()
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

/** One line a step that runs, and one for all that are reused in a row. */
export function observerOn(progress: Progress): Observer {
  const colours = coloursFor('stderr')
  let reused: string[] = []
  let shown = ''
  const flush = () => {
    if (reused.length > 0)
      progress.note(
        colours.dim(`= ${reused.length === 1 ? '' : `${reused.length} steps `}reused: ${reused.join(', ')}`),
      )
    reused = []
  }
  return {
    stepStarted({ id, number, of, reason }) {
      flush()
      progress.note(`${colours.bold(id)} ${colours.dim(`step ${number} of ${of} · ${reason}`)}`)
    },
    progress({ id, phase, done, total, unit }) {
      const title = phase === 'answers' || phase === 'train' || phase === 'pretrain' ? id : `${id} ${phase}`
      if (title !== shown) progress.start(title, total, unit)
      shown = title
      progress.update(done)
    },
    note: (text) => progress.note(text),
    stepFinished({ id, reused: wasReused, seconds, facts }) {
      if (wasReused) {
        reused.push(id)
        return
      }
      progress.stop()
      shown = ''
      progress.note(`${colours.green('✓')} ${id} ${colours.dim(durationText(seconds))}  ${factsText(facts)}`)
    },
    planned(plan) {
      const all = plan.every(({ decision }) => decision === 'reuse')
      if (all) progress.note(colours.dim(`Nothing changed: all ${plan.length} steps are reused.`))
    },
  }
}

/** The counts of a step in one line. */
export function factsText(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(
      ([name, value]) =>
        `${name.replaceAll('_', ' ')} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`,
    )
    .join(' · ')
}
