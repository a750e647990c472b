/** Text of a model or of a person: a long one is folded, a very long one cut, and both say how long it is. */

import type { Part } from '../../core/word-diff.js'
import { type Content, html, type Markup } from './markup.js'
import { count } from './texts.js'

/** Characters that are shown before the fold. */
const folded = 900

/** Characters that are shown at all: of what a reader came for, and of what stands behind a fold anyway. */
export const most = { main: 8000, other: 1500 } as const

interface Marked {
  parts: readonly Part[]
  mark: 'ins' | 'del'
}

export function longText(text: string, limit: number = most.main): Markup {
  return foldedParts({ length: text.length, limit }, [{ text, changed: false }], ({ text: shown }) => shown)
}

/** An answer, with its differing words marked where they are known. */
export function answerHtml(text: string, marked: Marked | null, limit: number = most.main): Markup {
  if (text.trim() === '') return html`<p class="answer none">(empty)</p>`
  if (marked === null) return html`<div class="answer" dir="auto">${longText(text, limit)}</div>`
  const shown = ({ text: part, changed }: Part) => {
    if (!changed) return part
    return marked.mark === 'ins' ? html`<ins>${part}</ins>` : html`<del>${part}</del>`
  }
  return html`<div class="answer" dir="auto">${foldedParts({ length: text.length, limit }, marked.parts, shown)}</div>`
}

function foldedParts(
  { length, limit }: { length: number; limit: number },
  parts: readonly Part[],
  shown: (part: Part) => Content,
): Markup {
  if (length <= folded * 1.2) return html`${parts.map(shown)}`
  const [head, tail] = splitParts(parts, folded)
  const [rest] = splitParts(tail, limit - folded)
  const cut = length > limit
  return html`<details class="long"><summary>${head.map(shown)}<span class="more">… show ${cut ? `${count(limit)} of ` : 'all '}${count(length)} characters</span></summary>
    ${rest.map(shown)}${cut && html`<span class="cut">… cut here: ${count(limit)} of ${count(length)} characters</span>`}</details>`
}

/** Cuts after so many characters, never within one. */
function splitParts(parts: readonly Part[], at: number): [Part[], Part[]] {
  const head: Part[] = []
  const tail: Part[] = []
  let room = at
  for (const part of parts) {
    const end = wholeCharacters(part.text, room)
    if (end > 0) head.push({ ...part, text: part.text.slice(0, end) })
    if (end < part.text.length) tail.push({ ...part, text: part.text.slice(end) })
    room = end < part.text.length ? 0 : room - end
  }
  return [head, tail]
}

function wholeCharacters(text: string, room: number): number {
  if (room <= 0) return 0
  if (text.length <= room) return text.length
  const last = text.charCodeAt(room - 1)
  return last >= 0xd800 && last <= 0xdbff ? room - 1 : room
}
