/**
 * Text of any length, redacted as it comes, with bounded memory also where no line ever ends. A piece is let go when
 * what follows it can't change it: identifiers have a greatest length, and the margin is longer.
 */
import type { Redactor, Replacement } from './redact.js'

export interface Piece {
  /** Of the original. */
  text: string
  /** Where the piece begins in the whole text, in UTF-16 units. */
  offset: number
  /** Places within the piece. */
  replacements: Replacement[]
}

export interface RedactionStream {
  push(text: string): Piece[]
  end(): Piece[]
}

export function redactionStream(
  redactor: Redactor,
  where: string,
  { window = 1_000_000, margin = 65_536 } = {},
): RedactionStream {
  /** What was let go and may stand before an identifier, then what was not. */
  let text = ''
  let done = 0
  let offset = 0
  const letGo = (wanted: number): Piece => {
    const found = redactor.find(text, where).filter(({ end }) => end > done)
    const end = wanted === text.length ? wanted : safeCut(text, wanted, found, done)
    const replacements = found
      .filter((one) => one.end <= end)
      .map((one) => ({ ...one, start: Math.max(one.start, done) - done, end: one.end - done }))
    const piece = { text: text.slice(done, end), offset, replacements }
    offset += end - done
    text = text.slice(Math.max(0, end - longestContext))
    done = Math.min(end, longestContext)
    return piece
  }
  return {
    push(more) {
      text += more
      return text.length - done >= window + margin ? [letGo(text.length - margin)] : []
    },
    end: () => (text.length > done ? [letGo(text.length)] : []),
  }
}

const longestContext = 1024

/** Not within an identifier, nor between a character and its marks. */
function safeCut(text: string, wanted: number, found: readonly Replacement[], least: number): number {
  const inside = found.find(({ start, end }) => start < wanted && wanted < end)
  let cut = inside?.start ?? wanted
  while (cut > least && wanted - cut < longestContext && text.charCodeAt(cut) > 0x7f) cut -= 1
  const stillInside = found.find(({ start, end }) => start < cut && cut < end)
  return stillInside?.start ?? cut
}
