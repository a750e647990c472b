import { stripVTControlCharacters } from 'node:util'

/**
 * Text from a model or a file, safe to show: without escape sequences and other control characters, which could move
 * the cursor, change the title or hide what is said. Tabs and line ends stay.
 */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(controls, '')
}

// C0 without tab and line feed, DEL, and C1.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
