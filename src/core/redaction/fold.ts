/**
 * Text as the detectors read it: NFKC, decimal digits of every script as 0–9, every dash as `-` and every blank as a
 * space, without what can't be seen (zero-width, soft hyphens, variation selectors) and without combining marks.
 * Each place is mapped back to the original, so that only the identifier itself is replaced there.
 * Marks are normalised at most 30 at a time (the Stream-Safe Text Format of UAX #15): sorting more is quadratic.
 */
export interface FoldedText {
  text: string
  /** The span of the original that a span of the folded text came from, in UTF-16 units. */
  original(start: number, end: number): { start: number; end: number }
}

export function fold(original: string): FoldedText {
  if (!beyondAscii.test(original)) return { text: original, original: (start, end) => ({ start, end }) }
  const pieces: Piece[] = []
  const texts: string[] = []
  let length = 0
  const add = (text: string, from: number, units: number, same: boolean) => {
    if (text === '') return
    const last = pieces.at(-1)
    const goesOn = same && last?.same && last.original + last.units === from
    if (goesOn) last.units += units
    else pieces.push({ folded: length, original: from, units, same })
    texts.push(text)
    length += text.length
  }
  for (let start = 0; start < original.length; ) {
    const end = blockEnd(original, start)
    const block = original.slice(start, end)
    if (isFolded(block)) add(block, start, block.length, true)
    else foldBlock(block, start, add)
    start = end
  }
  return { text: texts.join(''), original: (start, end) => originalSpan(pieces, start, end) }
}

/** A stretch of folded text: the same units as in the original, or what one cluster of the original became. */
interface Piece {
  folded: number
  original: number
  /** In the original. */
  units: number
  same: boolean
}

type Add = (text: string, from: number, units: number, same: boolean) => void

const beyondAscii = /[\u0080-\uffff]/
const blockSize = 256
const invisible = /\p{Default_Ignorable_Code_Point}/gu
const changed = /(?!\p{ASCII})[\p{Nd}\p{Pd}\p{Zs}\p{M}\p{Default_Ignorable_Code_Point}\u2212\u2043]/u
const clusters = /\p{ASCII}+(?!\p{M})|\P{M}\p{M}{0,30}|\p{M}{1,30}/gu

/** Blocks begin at an ASCII character where there is one near, else at least not within a surrogate pair. */
function blockEnd(text: string, start: number): number {
  const wanted = start + blockSize
  for (let end = wanted; end < wanted + blockSize && end < text.length; end += 1) {
    if (text.charCodeAt(end) < 0x80) return end
  }
  const end = Math.min(wanted + blockSize, text.length)
  return isLowSurrogate(text.charCodeAt(end)) ? end - 1 : end
}

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff

function isFolded(block: string): boolean {
  return !beyondAscii.test(block) || (!changed.test(block) && block.normalize('NFKC') === block)
}

function foldBlock(block: string, offset: number, add: Add): void {
  for (const { 0: cluster, index } of block.matchAll(clusters)) {
    const text = beyondAscii.test(cluster) ? foldCluster(cluster) : cluster
    add(text, offset + index, cluster.length, text === cluster)
  }
}

function foldCluster(cluster: string): string {
  return cluster
    .replaceAll(invisible, '')
    .normalize('NFKC')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[\p{Pd}\u2212\u2043]/gu, '-')
    .replaceAll(/\p{Zs}/gu, ' ')
    .replaceAll(/(?![0-9])\p{Nd}/gu, asciiDigit)
}

/** Decimal digits stand in tens, in order, each ten beginning with a zero (a promise of Unicode, chapter 4.6). */
function asciiDigit(digit: string): string {
  const point = digit.codePointAt(0) as number
  let zero = point
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String((point - zero) % 10)
}

function originalSpan(pieces: readonly Piece[], start: number, end: number): { start: number; end: number } {
  const first = pieceAt(pieces, start)
  const last = pieceAt(pieces, end - 1)
  return {
    start: first.original + (first.same ? start - first.folded : 0),
    end: last.original + (last.same ? end - last.folded : last.units),
  }
}

function pieceAt(pieces: readonly Piece[], index: number): Piece {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (pieces[middle]!.folded <= index) low = middle
    else high = middle - 1
  }
  return pieces[low] as Piece
}
