import { LatticeError } from '../../core/errors.js'

/** One thing that was looked at. What is not ok has one line that would help. */
export type Finding =
  | { name: string; state: 'ok'; found: string }
  | { name: string; state: 'bad' | 'unknown'; found: string; fix: string }

/** What a look comes to; an error that a person can act on is a finding, not an end. */
export async function looked(name: string, look: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof LatticeError)
      return {
        name,
        state: 'bad',
        found: firstLine(error.message),
        fix: firstLine(error.hint ?? 'See the message.'),
      }
    const found = `looking failed: ${firstLine((error as Error).message)}`
    return { name, state: 'unknown', found, fix: 'Run the command that needs it; its message says more.' }
  }
}

const firstLine = (text: string) => text.split('\n')[0] as string
