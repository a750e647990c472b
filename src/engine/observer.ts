import type { ContentEvent, EventKind } from '../core/log/event.js'

/** What a count doesn't show of the work that it counts. */
export interface Meanwhile {
  /** What is done between two of what is counted: `validates 40/239 pairs`. */
  meanwhile?: string | undefined
  /** What takes time too and hasn't been measured yet: `validation`. */
  besides?: string | undefined
}

/** What the engine tells whoever shows it. Every method may be called often; none may throw. */
export interface Observer {
  stepStarted(step: { id: string; number: number; of: number; reason: string }): void
  progress(
    progress: { id: string; phase: string; done: number; total: number; unit: string } & Meanwhile,
  ): void
  note(text: string): void
  /** Whether events of a kind are shown; where they aren't, they need not be made in time. */
  shows(kind: EventKind): boolean
  /** What was said in a step that runs or has just run. */
  said(event: ContentEvent): void
  stepFinished(step: { id: string; reused: boolean; seconds: number; facts: Record<string, unknown> }): void
  /** Nothing more comes of this run. */
  finished(): void
}

export const silentObserver: Observer = {
  stepStarted: () => undefined,
  progress: () => undefined,
  note: () => undefined,
  shows: () => false,
  said: () => undefined,
  stepFinished: () => undefined,
  finished: () => undefined,
}
