/**
 * Words whose letters were hidden from a word list, in plain letters: "w0m3n" and "w o m e n" are "women". Only what the
 * form alone gives away: digits and signs that stand for letters within a word ("leetspeak"), and letters set apart.
 * Left out or swapped letters would need a dictionary and a guess.
 */

export function undisguised(text: string): string {
  return text
    .replace(lettersApart, joined)
    .replace(wordWithSigns, (word) => (disguises.test(word) ? inLetters(word) : word))
}

/** Three letters or more, each followed by the same sign. "a b c d" in a list is joined too, which no pattern minds. */
const lettersApart = /(?<![\p{L}\d])\p{L}(?:([ .*_-])\p{L}(?![\p{L}\d]))(?:\1\p{L}(?![\p{L}\d]))+/gu

const joined = (letters: string) => letters.replace(/[ .*_-]/gu, '')

const letterOf: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** Any run of them: one that begins with many signs must not be tried from each of them. */
const wordWithSigns = /[\p{L}\d@$!]+/gu

/** A sign before a letter: "fun!" and "vitamin B1" hide nothing. */
const disguises = /[013457@$!]\p{L}/u

const inLetters = (word: string) => word.replace(/[013457@$]|!(?=.)/gu, (sign) => letterOf[sign]!)
