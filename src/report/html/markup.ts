/**
 * Text that is safe in a page. `html` escapes whatever is put into it, so that forgetting is impossible: only what
 * `html` itself made goes in as markup. There is no way to make markup from a text, and none is needed.
 */
import { codePointName, unseenCharacters } from '../../core/unseen.js'

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

/** A reader sees that characters are there which can't be seen. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(unseenCharacters, named)
}

const named = (character: string) => `‹${codePointName(character)}›`
