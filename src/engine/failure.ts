/** What a step's failure is called, wherever it came from. */
import { InterruptedError, LatticeError, WorkerError } from '../core/errors.js'
import { machineFailure } from '../io/files/machine-failure.js'

/** @param sealed what a step that redacts says of its failure goes to the ledger, so it quotes nobody's text */
export function asFailure(error: unknown, sealed: boolean): Error {
  if (error instanceof WorkerError && error.kind === 'interrupted') return new InterruptedError('SIGINT')
  if (error instanceof LatticeError) return sealed ? error.withoutQuote() : error
  return machineFailure(error) ?? (error instanceof Error ? error : new Error(String(error)))
}

/** Notes a failure where that can be done: a full disk or a locked ledger must not hide the failure that led there. */
export function quietly(write: () => void): void {
  try {
    write()
  } catch {
    // The failure itself is on its way to the reader.
  }
}
