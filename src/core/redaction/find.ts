/** Every identifier of a text: all detectors over the folded text, then one owner for each place. */

import { findCards } from './card.js'
import { digitRuns } from './characters.js'
import { findEmails } from './email.js'
import { fold } from './fold.js'
import { findIbans } from './iban.js'
import type { Detector, Found, SpanType } from './identifier.js'
import { findIpv4 } from './ipv4.js'
import { findIpv6 } from './ipv6.js'
import { findPhones } from './phone.js'
import { withPlaceholdersCovered, withSpansCovered } from './placeholder.js'
import { findPrices } from './price.js'
import { findSecrets } from './secret.js'
import { findSsns } from './ssn.js'
import { findUrls } from './url.js'

/**
 * The identifiers of these types, from left to right, none overlapping. Offsets are UTF-16 units of `text`.
 * Linear in the length of the text.
 */
export function findIdentifiers(text: string, types: readonly SpanType[]): Found[] {
  const folded = fold(text)
  const all: Found[] = []
  let readable = withPlaceholdersCovered(folded.text)
  for (let look = 0; look < mostLooks; look += 1) {
    const runs = digitRuns(readable)
    const found = oneOwnerEach(
      types.flatMap((type) => [...detectors[type](readable, runs)]),
      readable,
    )
    if (found.length === 0) break
    for (const one of found) all.push(one)
    readable = withSpansCovered(readable, found)
  }
  all.sort((a, b) => a.start - b.start)
  return all.map((one) => ({ ...one, ...folded.original(one.start, one.end) }))
}

/**
 * What one look finds can have hidden its neighbour, so it is covered and looked again, until nothing is found: what
 * has been redacted then holds nothing more. One look more is the rule; only made-up chains need a third.
 */
const mostLooks = 8

const detectors: Record<SpanType, Detector> = {
  email: findEmails,
  phone: findPhones,
  card: findCards,
  iban: findIbans,
  ssn: findSsns,
  ipv4: findIpv4,
  ipv6: findIpv6,
  secret: findSecrets,
  url: findUrls,
  price: findPrices,
}

/** With equal lengths the type whose check says more wins. */
const byCertainty: readonly SpanType[] = [
  'iban',
  'url',
  'ipv6',
  'ipv4',
  'card',
  'ssn',
  'email',
  'price',
  'phone',
  'secret',
]

/**
 * Spans that overlap become one, which covers them all, so that no rest of the loser stays readable; it has the type
 * of the longest.
 */
function oneOwnerEach(found: Found[], text: string): Found[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end)
  const owners: Found[] = []
  let longest: Found | undefined
  for (const next of found) {
    const last = owners.at(-1)
    if (last === undefined || longest === undefined || next.start >= last.end) {
      owners.push(next)
      longest = next
      continue
    }
    if (outranks(next, longest)) longest = next
    const { start } = last
    const end = Math.max(last.end, next.end)
    const whole = longest.start === start && longest.end === end
    owners[owners.length - 1] = whole
      ? longest
      : { type: longest.type, start, end, value: text.slice(start, end) }
  }
  return owners
}

function outranks(a: Found, b: Found): boolean {
  // A price can't stand for what overlaps it: its placeholder shows its band.
  if ((a.type === 'price') !== (b.type === 'price')) return b.type === 'price'
  const longer = a.end - a.start - (b.end - b.start)
  return longer > 0 || (longer === 0 && byCertainty.indexOf(a.type) < byCertainty.indexOf(b.type))
}
