/**
 * IPv4 addresses: four decimal numbers of 0–255 (RFC 6943, strict form). Left alone: what names no host (0.0.0.0,
 * loopback, masks), a part of a longer dotted number, and a version that is called one.
 */
import { isDigitAt, isWordAt } from './characters.js'
import type { Found } from './identifier.js'

export function* findIpv4(text: string, runs: readonly number[]): Generator<Found> {
  for (const start of runs) {
    shape.lastIndex = start
    const value = shape.exec(text)?.[0]
    if (value === undefined || !standsAlone(text, start, start + value.length)) continue
    if (!namesNoHost.test(value) && !isVersion(text, start))
      yield { type: 'ipv4', start, end: start + value.length, value }
  }
}

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const shape = new RegExp(`${octet}(?:\\.${octet}){3}(?!\\d)`, 'y')
const namesNoHost = /^(?:0\.0\.0\.0|127\.\d+\.\d+\.\d+|255\.\d+\.\d+\.\d+)$/
const fileName = /\.(?:tar|t?gz|zip|exe|dll|jar|whl|so|deb|rpm|msi|apk|pkg|dmg|img|iso|nupkg|vsix|xpi)\b/y
const versionWord =
  /(?:\b(?:v|ver|versions?|releases?|builds?|firmware|rev|revision|sections?|sec|chapter|clause|figure|fig|table|article|appendix|upgraded? to|updated? to|oid)\b\.?|§|\b(?:mozilla|chrom(?:e|ium)|crios|edga?|opr|opera|firefox|safari|electron|agent)\/)[ :=(]{0,3}$/i

/** A dot, a hyphen or a letter beside it makes it a part of something longer; a port, a mask or a range doesn't. */
function standsAlone(text: string, start: number, end: number): boolean {
  if (isWordAt(text, start - 1) || isWordAt(text, end)) return false
  if (text[start - 1] === '.' && isWordAt(text, start - 2)) return false
  if (text[start - 1] === '-' && /[A-Za-z]/.test(text[start - 2] ?? '')) return false
  if (text[end] === '.' && isDigitAt(text, end + 1)) return false
  fileName.lastIndex = end
  return !fileName.test(text)
}

function isVersion(text: string, start: number): boolean {
  return versionWord.test(text.slice(Math.max(0, start - 16), start))
}
