/**
 * The word before a number: `SSN: 123456789`, `my phone number is 612 345 678`. Between the word and the number only
 * letters and light punctuation may stand, so that an identifier in between ends the search whether it has been
 * replaced or not: redacting twice then changes nothing.
 */
export function namedBefore(text: string, start: number, word: RegExp): boolean {
  let from = start
  while (from > 0 && start - from < farthest && filler.test(text[from - 1]!)) from -= 1
  // A word that was cut at the far end could read as another one.
  if (start - from === farthest) while (from < start && /\p{L}/u.test(text[from]!)) from += 1
  return word.test(text.slice(from, start))
}

const farthest = 48
const filler = /[\p{L} \t:=#,.'"()*_?>☎-]/u
