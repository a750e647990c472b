/**
 * The two lines SCORE and REASON in a critic's own completion. Tolerant of dress (`**SCORE:** 4`, `Score: 4/5`), strict
 * about content: a whole number from 1 to 5, and no second one that says something else.
 */
export function readScore(
  text: string,
): { score: number; reason: string } | { score: undefined; reason: string } {
  const lines = text.split(/\r\n|[\n\r]/u).map(undressed)
  const told = lines.map(scoreIn).filter((value) => value !== undefined)
  const [first] = told
  if (first === undefined) return { score: undefined, reason: 'no line with a score' }
  if (told.some((value) => !Object.is(value, first))) {
    return { score: undefined, reason: `scores that contradict each other: ${told.slice(0, 5).join(', ')}` }
  }
  if (!Number.isInteger(first) || first < 1 || first > 5) {
    return { score: undefined, reason: `a score that is no whole number from 1 to 5: ${first}` }
  }
  return { score: first, reason: reasonIn(lines) }
}

const longestReason = 500

/** Without the signs that only decorate: quotation, headings, lists, bold, code. */
function undressed(line: string): string {
  return line
    .replace(/[*_`#]+/gu, '')
    .replace(/^[\s>-]+/u, '')
    .trim()
}

/** NaN for a number on another scale, a range, or a fraction of something else; undefined when no number is given. */
function scoreIn(line: string): number | undefined {
  const value = /^score\s*[:=]\s*[<[("']?\s*([-+]?\d+(?:[.,]\d+)?)(.*)$/iu.exec(line)
  if (value === null) return undefined
  const rest = value[2]!.replace(/^\s*(?:\/|out of)\s*5(?![\d.,]*\d)/iu, '')
  if (/^(?:\p{L}|\s*(?:[/\d%]|out of|(?:[-\u2013\u2014]|to|or)\s*\d))/iu.test(rest)) return Number.NaN
  return Number(value[1]!.replace(',', '.'))
}

function reasonIn(lines: readonly string[]): string {
  const at = lines.findIndex((line) => /^reason\s*[:=]/iu.test(line))
  if (at === -1) return ''
  const rest = lines[at]!.replace(/^reason\s*[:=]\s*/iu, '')
  return (rest === '' ? (lines[at + 1] ?? '') : rest).slice(0, longestReason)
}
