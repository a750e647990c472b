import { stripVTControlCharacters } from 'node:util'

/**
 * Text from a model or a file, safe to show: without escape sequences and other control characters, which could move
 * the cursor, change the title or hide what is said. Tabs and line ends stay.
 */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(controls, '')
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

// C0 without tab and line feed, DEL, C1; line and paragraph separators and what turns the direction of all text that
// follows; BOM, interlinear marks, invisible tags, halves of characters. Joiners stay: scripts and emoji need them.
const controls =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu
