import { InterruptedError } from '../core/errors.js'
import { endOpenLines } from './terminal/open-line.js'

/**
 * The first Ctrl-C (or SIGTERM) lets the work save its state; the second ends at once, which is safe too:
 * what was acknowledged is on disk, and child processes die with us.
 * @throws InterruptedError (exit 130 or 143) in place of the one that the work throws when its signal is aborted.
 */
export async function untilInterrupted<T>(
  work: (signal: AbortSignal) => Promise<T>,
  notice = 'Saving what is done… (once more to stop at once)',
): Promise<T> {
  const controller = new AbortController()
  let received: 'SIGINT' | 'SIGTERM' | undefined
  const onSignal = (signal: 'SIGINT' | 'SIGTERM') => {
    if (received) process.exit(signal === 'SIGINT' ? 130 : 143)
    received = signal
    endOpenLines()
    process.stderr.write(`\n${notice}\n`)
    controller.abort()
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  try {
    return await work(controller.signal)
  } catch (error) {
    throw error instanceof InterruptedError && received ? new InterruptedError(received) : error
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}
