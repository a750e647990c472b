/**
 * How many columns a text takes on a terminal: East Asian wide characters and emoji two, marks that combine none.
 * Good for aligning; where terminals disagree (flags, rare scripts) a column may be off.
 */
export function widthOf(text: string): number {
  let width = 0
  for (const { segment } of graphemes.segment(text)) {
    if (nothing.test(segment)) continue
    width += wide.test(segment) ? 2 : 1
  }
  return width
}

/** The text with blanks up to a width; one that is longer stays whole. */
export function padTo(text: string, width: number, side: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)))
  return side === 'left' ? text + blanks : blanks + text
}

/** The text up to a width, with `…` where something was cut. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let cut = ''
  for (const { segment } of graphemes.segment(text)) {
    if (widthOf(cut + segment) > width - 1) break
    cut += segment
  }
  return `${cut}…`
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const nothing = /^[\p{Mark}\p{Control}\p{Format}]+$/u
const wide =
  /^[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u
