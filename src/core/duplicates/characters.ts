/**
 * What a character is to a comparison of texts. Scripts that put no spaces between words (Chinese, Japanese, Thai, Lao,
 * Khmer, Burmese) count each character as a word: `Intl.Segmenter` would find real ones, but by a dictionary that
 * changes with the version of Node, and the same data must give the same groups everywhere.
 */
export const kinds = { mark: 1, letter: 2, alone: 3, nothing: 4, blank: 5, operator: 6 } as const
export type Kind = (typeof kinds)[keyof typeof kinds]

/**
 * Symbols stand alone as words: without them `7 + 8` and `7 = 8` were one text. Punctuation only separates, except for
 * the four marks that are operators between numbers.
 */
export function kindOf(codePoint: number): Kind {
  if (codePoint >= known.length) return classified(codePoint)
  const seen = known[codePoint]
  if (seen) return seen as Kind
  const kind = classified(codePoint)
  known[codePoint] = kind
  return kind
}

const known = new Uint8Array(0x10000)

const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const symbol = /[\p{Sm}\p{Sc}\p{So}]/u
const letter = /[\p{L}\p{M}\p{N}]/u
const operator = /[-*/%]/
const blank = /\s/

function classified(codePoint: number): Kind {
  const character = String.fromCodePoint(codePoint)
  if (invisible.test(character)) return kinds.nothing
  if (unspaced.test(character) || symbol.test(character)) return kinds.alone
  if (letter.test(character)) return kinds.letter
  if (operator.test(character)) return kinds.operator
  return blank.test(character) ? kinds.blank : kinds.mark
}
