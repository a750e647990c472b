import { LatticeError } from '../../core/errors.js'
import { printableJson } from '../../core/printable-json.js'
import { machineFailure } from '../../io/files/machine-failure.js'
import { secretKeeper } from '../../io/secrets.js'
import { cleanText } from './clean-text.js'
import { coloursFor } from './colours.js'
import { fitted } from './fitted.js'
import { endOpenLines } from './open-line.js'

export interface Streams {
  stdout: Pick<NodeJS.WriteStream, 'write'>
  stderr: Pick<NodeJS.WriteStream, 'write'> & Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>>
}

/**
 * Tells a person once what went wrong and what to do; anything but a LatticeError is a bug and shows its stack.
 * With `--json` a program reading stdout is told too. @returns the exit code
 */
export function printError(error: unknown, json: boolean, { stdout, stderr }: Streams = process): number {
  const { message, hint, exitCode } = secretKeeper().withoutSecretsIn(described(error))
  const colours = coloursFor('stderr')
  endOpenLines()
  const beside = { isTTY: stderr.isTTY, columns: stderr.columns && stderr.columns - 4 }
  stderr.write(`${fitted(`${colours.red('✗')} ${cleanText(message)}`, stderr)}\n`)
  if (hint)
    stderr.write(`  ${colours.cyan('→')} ${fitted(cleanText(hint), beside).replaceAll('\n', '\n    ')}\n`)
  if (json) stdout.write(`${printableJson({ error: { message, hint: hint ?? null, exitCode } })}\n`)
  return exitCode
}

function described(error: unknown): { message: string; hint?: string | undefined; exitCode: number } {
  const known = error instanceof LatticeError ? error : machineFailure(error)
  if (known) {
    const { message, hint, exitCode } = known
    return { message, hint, exitCode }
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { message, hint: 'This is a bug in lattice. Please report it with the text above.', exitCode: 1 }
}
