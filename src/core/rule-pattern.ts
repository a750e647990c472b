/**
 * One rule: a pattern, and when a match of it doesn't count.
 *
 * A word alone means little: "never hit her" holds "hit her". So a match is looked at with its neighbourhood: a negation
 * in the words just before it within the same sentence, or a context pattern (`unless`) close by, takes it away.
 * Patterns run with the flags `iu` over text that was brought into a plain form first (see `plainText`).
 */
import { z } from 'zod'

export const ruleTextSchema = z.union([
  z.string(),
  z.strictObject({
    pattern: z.string(),
    unless: z
      .string()
      .optional()
      .describe('a match does not count when this matches in the same sentence or next to it'),
    category: z.string().optional().describe('what kind of violation it shows; the key that it stands under'),
    negatable: z
      .boolean()
      .optional()
      .describe(
        'whether a "not" before the match takes it away; default: in answers yes, in prompts no ("no lectures, tell me")',
      ),
  }),
])

export type RuleText = z.infer<typeof ruleTextSchema>
export type Terms = Readonly<Record<string, string>>

/** The quoted words of the first match that counts, or undefined. */
export type Rule = (text: string) => string | undefined

/** @throws SyntaxError for a pattern that is no regular expression or names an unknown term. */
export function compileRule(rule: RuleText, terms: Terms, negatableByDefault = true): Rule {
  const {
    pattern,
    unless,
    negatable = negatableByDefault,
  } = typeof rule === 'string' ? { pattern: rule, unless: undefined } : rule
  const wanted = expression(pattern, terms, 'giu')
  const spared = unless === undefined ? undefined : expression(unless, terms, 'iu')
  return (text) => {
    for (const match of text.matchAll(wanted)) {
      const before = text.slice(Math.max(0, match.index - reach), match.index)
      if (negatable && negation.test(before)) continue
      if (spared?.test(before + text.slice(match.index, match.index + match[0].length + reach))) continue
      return match[0]
    }
    return undefined
  }
}

/** Characters on either side of a match that its context is looked for in. */
const reach = 80

/** A negating word with at most four words between it and the end of the text, in one clause. */
const negation =
  /(?:\b(?:not|never(?:, ever)?|no|nor|neither|without|avoid(?:s|ing)?|cannot|nobody|refuse(?:s|d)?|against|instead of|rather than|stop|hardly)|n't)(?:\s+[\p{L}\p{N}'’-]+){0,4}[\s"'(]*$/iu

/**
 * Compatibility forms unified, curly quotes made straight, invisible characters taken out, white space made single
 * blanks: so that a pattern needn't know about them and a run of blanks can't slow one down.
 */
export function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u02bc]/gu, "'")
    .replace(/[\u201c\u201d]/gu, '"')
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

/**
 * A pattern with its terms written out. Line breaks don't count, so that a long choice can be written in several lines.
 * @throws SyntaxError for a pattern that is no regular expression or names an unknown term.
 */
export function expression(pattern: string, terms: Terms, flags: string): RegExp {
  return new RegExp(expanded(pattern, terms, []).replace(/\s*\n\s*/g, ''), flags)
}

/** The terms that a pattern names. */
export function termsIn(pattern: string): string[] {
  return [...pattern.matchAll(termName)].map(([, name]) => name!)
}

const termName = /\{([a-z][a-z_]*)\}/g

/** `{name}` -> the term in a group. Quantifiers hold digits and classes such as \p{L} a capital, so neither is a name. */
function expanded(pattern: string, terms: Terms, within: readonly string[]): string {
  return pattern.replace(termName, (_, name: string) => {
    const term = terms[name]
    if (term === undefined) throw new SyntaxError(`the term {${name}} is not defined`)
    if (within.includes(name)) throw new SyntaxError(`the term {${name}} contains itself`)
    return `(?:${expanded(term, terms, [...within, name])})`
  })
}
