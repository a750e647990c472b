import { InterruptedError, type InterruptSignal, interruptCodes } from '../core/errors.js'
import { endOpenLines } from './terminal/open-line.js'

const signals = Object.keys(interruptCodes) as InterruptSignal[]

/**
 * The first Ctrl-C (or SIGTERM, or the end of the terminal) lets the work save its state; the second ends at once,
 * which is safe too: what was acknowledged is on disk, and child processes die with us.
 * @throws InterruptedError (exit 130, 143 or 129) in place of the one that the work throws when its signal is aborted.
 */
export async function untilInterrupted<T>(
  work: (signal: AbortSignal) => Promise<T>,
  notice = 'Saving what is done… (once more to stop at once)',
): Promise<T> {
  const controller = new AbortController()
  let received: InterruptSignal | undefined
  const onSignal = (signal: InterruptSignal) => {
    if (received) process.exit(interruptCodes[signal])
    received = signal
    endOpenLines()
    process.stderr.write(`\n${notice}\n`)
    controller.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)
  try {
    return await work(controller.signal)
  } catch (error) {
    throw error instanceof InterruptedError && received ? new InterruptedError(received) : error
  } finally {
    for (const signal of signals) process.off(signal, onSignal)
  }
}
