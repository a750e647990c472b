import { stripVTControlCharacters } from 'node:util'
import { unseenCharacters } from '../../core/unseen.js'

/**
 * Text from a model or a file, safe to show: without escape sequences and other control characters, which could move
 * the cursor, change the title or hide what is said. Tabs and line ends stay.
 */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(unseenCharacters, '')
}

/** The same for text of our own that is coloured: colours stay. Foreign text within it must be clean already. */
export function cleanStyledText(text: string): string {
  return text
    .split(colour)
    .map((part, index) => (index % 2 === 1 ? part : cleanText(part)))
    .join('')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape starts a colour.
const colour = /(\u001b\[[0-9;]*m)/
