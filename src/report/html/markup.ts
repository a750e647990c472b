/**
 * Text that is safe in a page. `html` escapes whatever is put into it, so that forgetting is impossible: only what
 * `html` itself made goes in as markup. There is no way to make markup from a text, and none is needed.
 */

/** A piece of a page. Its text can only come from `html`. */
export interface Markup {
  readonly [made]: string
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[]

const made: unique symbol = Symbol('made by html')

/** Puts values into a page: as text between tags, or as an attribute within double quotes. Nothing else is safe. */
export function html(texts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return { [made]: String.raw({ raw: texts }, ...values.map(rendered)) }
}

export function markupText(markup: Markup): string {
  return markup[made]
}

function rendered(value: Content): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  if (isList(value)) return value.map(rendered).join('')
  return value[made]
}

const isList = (value: Markup | readonly Content[]): value is readonly Content[] => Array.isArray(value)

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (mark) => entities[mark]!)
}

/**
 * Characters that can't be seen and change what is: controls of terminals and of the text's direction, invisible
 * tags, halves of characters. A reader sees that they are there. Joiners stay, since scripts and emoji need them.
 */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(unseen, named)
}

// C0 without tab and line feed, DEL, C1; line and paragraph separators; direction overrides and isolates; BOM;
// interlinear marks; tags; lone surrogates; noncharacters at the end of the first plane.
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}\p{Cs}]/gu

const named = (character: string) =>
  `‹U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}›`
