/** Redacted text or, with --json, the places of what would be replaced; and the counts, on stderr. */
import { printableJson } from '../core/printable-json.js'
import type { SpanType } from '../core/redaction/identifier.js'
import { replaced } from '../core/redaction/redact.js'
import type { Piece } from '../core/redaction/stream.js'
import { cleanText } from './terminal/clean-text.js'

export interface Printer {
  /** @returns false when nobody reads stdout any more */
  print(piece: Piece): Promise<boolean>
  end(): Promise<void>
  /** Ends a document of --json that has begun, with the error in it. @returns false where none has begun */
  fail(error: { message: string; hint: string | undefined; exitCode: number }): Promise<boolean>
}

export function openPrinter({ json, quiet }: { json?: boolean; quiet?: boolean }): Printer {
  const counts = new Map<SpanType, number>()
  let first = true
  const placesOf = ({ replacements, offset }: Piece) =>
    replacements
      .map(({ type, start, end }) => {
        const line = `${first ? '' : ','}\n    ${JSON.stringify({ type, start: start + offset, end: end + offset })}`
        first = false
        return line
      })
      .join('')
  const head = json ? '{\n  "spans": [' : ''
  let started = false
  const start = () => {
    const text = started ? '' : head
    started = true
    return text
  }
  const endOfSpans = () => `${start()}${first ? '' : '\n  '}]`
  return {
    print(piece) {
      for (const { type } of piece.replacements) counts.set(type, (counts.get(type) ?? 0) + 1)
      return write(start() + (json ? placesOf(piece) : replaced(piece.text, piece.replacements)))
    },
    async end() {
      const sums = Object.fromEntries(counts)
      if (json) await write(`${endOfSpans()},\n  "counts": ${JSON.stringify(sums)}\n}\n`)
      if (!quiet) process.stderr.write(`${countsText(counts, json ? 'Found' : 'Replaced')}\n`)
    },
    async fail({ message, hint, exitCode }) {
      if (!json || !started) return false
      await write(
        `${endOfSpans()},\n  "error": ${printableJson({ message, hint: hint ?? null, exitCode })}\n}\n`,
      )
      return true
    },
  }
}

function countsText(counts: ReadonlyMap<SpanType, number>, verb: string): string {
  if (counts.size === 0) return `${verb} nothing. Names and addresses are not looked for.`
  const sums = [...counts].map(([type, count]) => `${type} ${count}`).join(' · ')
  return `${verb}: ${sums}. Names and addresses are not looked for.`
}

async function write(text: string): Promise<boolean> {
  const { stdout } = process
  // A file keeps every character; a terminal would obey some.
  const shown = stdout.isTTY ? cleanText(text) : text
  if (stdout.destroyed || stdout.errored) return false
  if (shown !== '' && !stdout.write(shown)) await roomIn(stdout)
  return !stdout.destroyed && !stdout.errored
}

/** Waits until a slow reader has taken what there is, or is gone. */
function roomIn(stream: NodeJS.WriteStream): Promise<void> {
  const events = ['drain', 'error', 'close']
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) stream.off(event, done)
      resolve()
    }
    for (const event of events) stream.once(event, done)
  })
}
