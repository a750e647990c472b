/** A question to whoever sits at the terminal; nothing is ever taken for a yes that isn't one. */
import { createInterface } from 'node:readline/promises'
import { InterruptedError } from '../../core/errors.js'

export function isSomeoneThere(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY && !process.env.CI)
}

/** @returns what was typed, without blanks around; nothing at the end of the input. @throws InterruptedError */
export async function askPerson(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  // Left alone, Ctrl-C or Ctrl-D here would leave the question open for ever.
  const ended = new Promise<null>((resolve, reject) => {
    terminal.on('SIGINT', () => reject(new InterruptedError('SIGINT'))).on('close', () => resolve(null))
  })
  try {
    const answer = await Promise.race([terminal.question(question), ended])
    if (answer === null) process.stderr.write('\n')
    return answer?.trim() ?? ''
  } catch (error) {
    process.stderr.write('\n')
    throw error
  } finally {
    terminal.close()
  }
}

export const isYes = (answer: string) => /^y(es)?$/i.test(answer)
