/**
 * What stands next to an identifier. A detector asks these by place, outside of the text too.
 * A placeholder that is already there reads as `covered`: one word character that no identifier may hold.
 */
export const covered = '\ue000'

/** Also true of a placeholder, which may have been a number: what stood beside it then, is no more found now. */
export function isDigitAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return isDigit(code) || code === 0xe000
}

export const isDigit = (code: number) => code >= 48 && code <= 57

/** An ASCII letter or digit, or a placeholder: an identifier doesn't begin or end in the middle of a word. */
export function isWordAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return isDigit(code) || isLetter(code) || code === 95 || code === 0xe000
}

export const isLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122

/** Where each run of digits begins, from left to right. */
export function digitRuns(text: string): number[] {
  const runs: number[] = []
  let inside = false
  for (let index = 0; index < text.length; index += 1) {
    const digit = isDigit(text.charCodeAt(index))
    if (digit && !inside) runs.push(index)
    inside = digit
  }
  return runs
}

/** Where a short text stands, from left to right. */
export function* placesOf(text: string, wanted: string): Generator<number> {
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) yield at
}
