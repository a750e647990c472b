/** What the engine tells whoever shows it. Every method may be called often; none may throw. */
export interface Observer {
  stepStarted(step: { id: string; number: number; of: number; reason: string }): void
  progress(progress: { id: string; phase: string; done: number; total: number; unit: string }): void
  note(text: string): void
  stepFinished(step: { id: string; reused: boolean; seconds: number; facts: Record<string, unknown> }): void
  /** Nothing more comes of this run. */
  finished(): void
}

export const silentObserver: Observer = {
  stepStarted: () => undefined,
  progress: () => undefined,
  note: () => undefined,
  stepFinished: () => undefined,
  finished: () => undefined,
}
