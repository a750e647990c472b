/**
 * The content log while a run works. Whoever watches is told at once what can be told at once, and the rest when a step
 * is done. Beside the run, `content.jsonl` grows by every event of every step, made or reused, whatever is watched; its
 * texts are cut like on the screen, since the whole text is in the step's own files and `logs export` joins them.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cutEvent } from '../../core/log/cut.js'
import type { ContentEvent, Said } from '../../core/log/event.js'
import { recordOf } from '../../core/log/record.js'
import { openAppender } from '../../io/files/append.js'
import type { Ledger } from '../../io/ledger/ledger.js'
import { secretKeeper } from '../../io/secrets.js'
import { quietly } from '../failure.js'
import type { Observer } from '../observer.js'
import { runViewOn } from '../run-view.js'
import { eventsOfStep } from './events-of-step.js'

export interface ContentStream {
  /** Something that is known before its step is done. */
  said(step: string, said: Said): void
  /** Tells what has not been told of a step that was made, and logs it unless this run's log has it. */
  stepDone(step: { id: string; key: string; reused: boolean }): Promise<void>
  close(): void
}

/**
 * Kept in the ledger, so that going on with a run doesn't log a step twice. It names the length of the file by then: what
 * a killed run wrote behind it is a step half told, and is told again.
 */
const loggedKind = 'content-logged'

export function openContentStream({
  outputs,
  run,
  ledger,
  observer,
}: {
  outputs: string
  run: string
  ledger: Ledger
  observer: Observer
}): ContentStream {
  const path = join(outputs, run, contentFile)
  const before = existsSync(path) ? loggedBefore(ledger, run) : nothingLogged
  const logged = new Set(before.steps)
  const file = openAppender(path, before.length)
  const keeper = secretKeeper()
  // Before it is cut, which could leave half of a secret.
  const safe = (event: ContentEvent): ContentEvent =>
    event.kind === 'ERROR' ? keeper.withoutSecretsIn(event) : keeper.withoutKnownIn(event)
  const log = (event: ContentEvent) => file.append(recordOf(cutEvent(event)))
  const keep = (step: string | null, id: string) => {
    file.sync()
    ledger.event({ run, step, kind: loggedKind, payload: { id, length: file.length() } })
  }
  const told = new Set<string>()
  return {
    said(step, said) {
      const event = safe({ ...said, step, timestamp: new Date().toISOString() })
      told.add(nameIn(event))
      observer.said(event)
      if (said.kind !== 'ERROR') return
      quietly(() => {
        log(event)
        keep(null, step)
      })
    },
    async stepDone({ id, key, reused }) {
      const isLogged = logged.has(key)
      if (isLogged && reused) return
      const view = runViewOn({
        ledger,
        outputs,
        run: { id: run, status: 'running' },
        verified: false,
      })
      const step = view.step(id)
      if (!step) return
      for await (const event of eventsOfStep(step, view)) {
        const shown = safe(event)
        log(shown)
        if (!reused && !told.has(nameIn(shown))) observer.said(shown)
      }
      keep(key, id)
      logged.add(key)
    },
    close: () => quietly(() => file.close()),
  }
}

/** What was told as it happened is not told again when its step is done. */
const nameIn = ({ step, stage }: ContentEvent) => `${step} ${stage}`

const contentFile = 'content.jsonl'

interface Logged {
  steps: (string | null)[]
  /** Unknown in the ledgers of older versions. */
  length: number | undefined
}

const nothingLogged: Logged = { steps: [], length: undefined }

function loggedBefore(ledger: Ledger, run: string): Logged {
  const events = ledger.events({ run }).filter(({ kind }) => kind === loggedKind)
  const last = events.at(-1)?.payload as { length?: number } | undefined
  if (!last) return { steps: [], length: 0 }
  return { steps: events.map(({ step }) => step), length: last.length }
}
