/** Does what a command asks of the engine, with progress on stderr and Ctrl-C handled. */
import type { Observer } from '../engine/observer.js'
import { type Outcome, performRun, previewRun, type Request } from '../engine/session.js'
import { announcing } from './announce.js'
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
      const observer = announcing(observerOn(progress), work.config.generate.limit)
      return await performRun({ force: new Set(), ...work, observer, signal })
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

/** Phases of a step that are long enough to be counted; the others are only named. */
const counted = ['answers', 'train', 'pretrain']

/** What runs is named, counted and summed up; all that is reused in a row is one line. */
export function observerOn(progress: Progress): Observer {
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
      progress.note(`${colours.bold(id)} ${colours.dim(`step ${number} of ${of} · ${reason}`)}`)
    },
    progress({ id, phase, done, total, unit }) {
      if (!counted.includes(phase))
        return show(`${id} ${phase}`, () => progress.note(colours.dim(`${id}: ${phase}`)))
      show(id, () => progress.start(id, total, unit))
      progress.update(done)
    },
    note: (text) => progress.note(text),
    stepFinished({ id, reused: wasReused, seconds, facts }) {
      if (wasReused) {
        reused.push(id)
        return
      }
      progress.stop()
      const sum = factsText(facts)
      if (shown !== id)
        progress.note(`${colours.green('✓')} ${id} ${colours.dim(durationText(seconds))}  ${sum}`)
      else if (sum !== '') progress.note(`  ${colours.dim(sum)}`)
      shown = undefined
    },
    finished() {
      if (ran) flush()
      else progress.note(colours.dim(`Nothing changed: all ${reused.length} steps are reused.`))
    },
  }
}

/** The counts of a step in one line. */
export function factsText(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(
      ([name, value]) => `${words(name)} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`,
    )
    .join(' · ')
}

/** `plannedSteps` and `delta_safe_rate` as a person would say them. */
function words(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replaceAll(/[a-z][A-Z]/g, ([end, start]) => `${end} ${start?.toLowerCase()}`)
}
