/**
 * IPv6 addresses in every text form of RFC 4291 and RFC 5952, with a zone. `a::b` is also code, so the address must lie
 * where the IANA has given room: global unicast 2000::/3, local fc00::/7 and fe80::/10, multicast ff00::/8, mapped and
 * translated IPv4. Eight pairs of digits are a hardware address (EUI-64), :: and ::1 name no host.
 */
import { isWordAt, placesOf } from './characters.js'
import type { Found } from './identifier.js'

export function* findIpv6(text: string): Generator<Found> {
  let free = 0
  for (const colon of placesOf(text, ':')) {
    if (colon < free) continue
    const run = runAround(text, colon, free)
    free = run.end
    if (isWordAt(text, run.start - 1) || isWordAt(text, run.end)) continue
    const address = withoutPunctuation(text, run)
    const groups = groupsOf(text.slice(address.start, address.end))
    if (groups === undefined || !isAllocated(groups) || !hasDigit(text, address)) continue
    yield { type: 'ipv6', start: address.start, end: withZone(text, address.end), value: groups.join(':') }
  }
}

const longest = 45
const inAddress = /[0-9A-Fa-f:.]/
const run = /[0-9A-Fa-f:.]*/y

/** All that could belong to one address, without reading what was read before. */
function runAround(text: string, colon: number, free: number): { start: number; end: number } {
  let start = colon
  while (start > free && colon - start <= longest && inAddress.test(text[start - 1]!)) start -= 1
  run.lastIndex = colon
  run.test(text)
  return { start, end: run.lastIndex }
}

/** A dot or a single colon at an end belongs to the sentence. */
function withoutPunctuation(text: string, { start, end }: { start: number; end: number }) {
  let [first, last] = [start, end]
  while (first < last && text[first] === '.') first += 1
  while (last > first && text[last - 1] === '.') last -= 1
  if (text[last - 1] === ':' && text[last - 2] !== ':') last -= 1
  if (text[first] === ':' && text[first + 1] !== ':') first += 1
  return { start: first, end: last }
}

/** The eight groups as numbers in hexadecimal, or undefined when this is no address. */
export function groupsOf(address: string): string[] | undefined {
  if (address.length > longest || address.length < 2) return undefined
  const [head, tail, ...more] = address.split('::')
  if (head === undefined || more.length > 0) return undefined
  const left = numbersOf(head)
  const right = tail === undefined ? [] : numbersOf(tail)
  if (left === undefined || right === undefined) return undefined
  const missing = 8 - left.length - right.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...left, ...new Array<string>(missing).fill('0'), ...right]
  return tail === undefined && groups.every((_, index) => /^..$/.test(head.split(':')[index] ?? ''))
    ? undefined
    : groups
}

function numbersOf(part: string): string[] | undefined {
  if (part === '') return []
  const texts = part.split(':')
  const embedded = texts.at(-1)!.includes('.') ? embeddedIpv4(texts.pop()!) : []
  if (embedded === undefined || !texts.every((text) => /^[0-9A-Fa-f]{1,4}$/.test(text))) return undefined
  return [...texts.map((text) => Number.parseInt(text, 16).toString(16)), ...embedded]
}

function embeddedIpv4(text: string): string[] | undefined {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256))
    return undefined
  const [a, b, c, d] = octets.map(Number) as [number, number, number, number]
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)]
}

/** Names of letters a–f alone are code: `fade::add`. */
const hasDigit = (text: string, { start, end }: { start: number; end: number }) =>
  /\d/.test(text.slice(start, end))

function isAllocated(groups: readonly string[]): boolean {
  const first = Number.parseInt(groups[0]!, 16)
  if (first >= 0x2000 && first <= 0x3fff) return true
  if (first >= 0xfc00 && first <= 0xfdff) return true
  if (first >= 0xfe80 && first <= 0xfeff) return true
  if (first >= 0xff00) return true
  if (first === 0x64) return groups[1] === 'ff9b'
  return first === 0 && groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff'
}

const zone = /%[A-Za-z0-9._~-]{1,32}/y

function withZone(text: string, end: number): number {
  zone.lastIndex = end
  if (!zone.test(text)) return end
  let last = zone.lastIndex
  while (/[.~-]/.test(text[last - 1]!)) last -= 1
  return last
}
