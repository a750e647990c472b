import type { ChalkInstance } from 'chalk'
import { type Part, wordDiff } from '../../core/word-diff.js'

/**
 * Two texts with the words marked that only one of them has: in colour, and where there is none as [-gone-] and {+new+}.
 * Texts that share too little stay as they are.
 */
export function markedWords(
  before: string,
  after: string,
  colours: ChalkInstance,
): { before: string; after: string } {
  const diff = wordDiff(before, after)
  if (diff === null || Math.max(...[diff.before, diff.after].map(shareChanged)) > most)
    return { before, after }
  const plain = colours.level === 0
  return {
    before: marked(diff.before, plain ? (word) => `[-${word}-]` : each(colours.red)),
    after: marked(diff.after, plain ? (word) => `{+${word}+}` : each(colours.green)),
  }
}

/** Where more than this has changed, marks around nearly everything say nothing. */
const most = 0.8

function shareChanged(parts: readonly Part[]): number {
  const lengthOf = (some: readonly Part[]) => some.reduce((sum, { text }) => sum + text.trim().length, 0)
  return lengthOf(parts.filter(({ changed }) => changed)) / Math.max(1, lengthOf(parts))
}

function marked(parts: readonly Part[], mark: (text: string) => string): string {
  return parts
    .map(({ text, changed }) => (changed && text.trim() !== '' ? aroundWords(text, mark) : text))
    .join('')
}

/** Blanks at the ends stay outside, where a line may break. */
function aroundWords(text: string, mark: (text: string) => string): string {
  const [, start = '', words = '', end = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? []
  return `${start}${mark(words)}${end}`
}

/** Word by word, so that a colour never runs over the end of a line. */
const each = (paint: (text: string) => string) => (text: string) =>
  text
    .split(' ')
    .map((word) => (word === '' ? '' : paint(word)))
    .join(' ')
