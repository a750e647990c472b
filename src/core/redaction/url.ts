/**
 * URLs with user info (RFC 3986, `scheme://user:password@host/…`). The whole URL goes: its path and query often hold
 * the rest of the secret. Scanning goes on behind it, so that no character is read twice.
 */
import { isWordAt, placesOf } from './characters.js'
import type { Found } from './identifier.js'

export function* findUrls(text: string): Generator<Found> {
  let free = 0
  for (const place of placesOf(text, '://')) {
    if (place < free) continue
    const start = schemeStart(text, place, free)
    const authority = authorityEnd(text, place + 3)
    const at = place + 3 + text.slice(place + 3, authority).lastIndexOf('@')
    free = authority
    if (start === place || at <= place + 3 || !isHost(text, at + 1, authority)) continue
    const end = trimmedEnd(text, at + 2, urlEnd(text, authority))
    free = end
    yield { type: 'url', start, end, value: text.slice(start, end) }
  }
}

const longestUrl = 8192
const schemeCharacter = /[A-Za-z0-9+.-]/

function schemeStart(text: string, place: number, free: number): number {
  let start = place
  while (start > free && place - start < 32 && schemeCharacter.test(text[start - 1]!)) start -= 1
  while (start < place && !/[A-Za-z]/.test(text[start]!)) start += 1
  return start
}

// A URL ends at what RFC 3986 never allows in one; the user info of people who don't encode may hold more.
const authorityStop = /[\s/?#"<>\\^`{|}\ue000]/g
const urlStop = /[\s"<>\\^`{|}\ue000]/g

const authorityEnd = (text: string, from: number) => stopAfter(authorityStop, text, from)
const urlEnd = (text: string, from: number) => stopAfter(urlStop, text, from)

function stopAfter(stop: RegExp, text: string, from: number): number {
  const part = text.slice(from, from + longestUrl)
  const index = part.search(stop)
  return from + (index === -1 ? part.length : index)
}

function isHost(text: string, start: number, end: number): boolean {
  return start < end && (isWordAt(text, start) || text[start] === '[' || text.charCodeAt(start) > 0x7f)
}

const openings: Record<string, string> = { ')': '(', ']': '[' }

/** A point or a bracket at the end belongs to the sentence around, unless the bracket was opened within. */
function trimmedEnd(text: string, least: number, end: number): number {
  let last = end
  while (last > least && /[.,;:!?'"*_)\]]/.test(text[last - 1]!)) {
    const opening = openings[text[last - 1]!]
    if (opening !== undefined && text.slice(least - 1, last).includes(opening)) break
    last -= 1
  }
  return last
}
