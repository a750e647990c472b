/** What is wrong with a constitution as it is written, in the words of a person, and with the place of each. */
import type { z } from 'zod'
import type { Key } from './config/draft.js'
import { problemsFrom } from './config/issues.js'
import type { Problem } from './config/problem.js'
import { nearest } from './config/suggest.js'
import { type RuleListName, ruleLists } from './rule-lists.js'
import { expression, type RuleText, type Terms, termsIn } from './rule-pattern.js'

/** One rule and where it stands in its file. */
export interface PlacedRule {
  rule: RuleText
  key: Key
  list: RuleListName
}

/** Every rule under `rules: {requests, violates, upholds}`, lists and categories alike. */
export function rulesIn(rules: unknown, at: Key): PlacedRule[] {
  return ruleLists.flatMap((list) => {
    const under = (rules as Record<string, unknown> | undefined)?.[list]
    const groups: [Key, unknown][] = Array.isArray(under)
      ? [[[...at, list], under]]
      : Object.entries(under ?? {}).map(([category, found]) => [[...at, list, category], found])
    return groups.flatMap(([key, found]) =>
      (Array.isArray(found) ? (found as RuleText[]) : []).map((rule, index) => ({
        rule,
        key: [...key, index],
        list,
      })),
    )
  })
}

export function structureProblems(error: z.ZodError, value: unknown): Problem[] {
  return problemsFrom(error.issues, value, (key) => {
    const meant = nearest(String(key.at(-1)), keysKnown)
    return { key, message: 'unknown key', ...(meant === undefined ? {} : { meant }) }
  })
}

const keysKnown = [
  ...['id', 'title', 'version', 'rules', 'terms', 'principles', 'text', 'weight', 'requests', 'violates'],
  ...['upholds', 'over_refusal', 'pattern', 'unless', 'negatable', 'category'],
]

/** A pattern that is empty or can't be compiled, with the term that was probably meant. */
export function patternProblems({ rule, key }: PlacedRule, terms: Terms): Problem[] {
  return partsOf(rule, key).flatMap(({ pattern, at }) => {
    if (pattern.trim() === '') return [{ key: at, message: 'is empty' }]
    const unknown = termsIn(pattern).find((name) => terms[name] === undefined)
    if (unknown !== undefined) return [unknownTerm(unknown, at, terms)]
    try {
      expression(pattern, terms, 'iu')
      return []
    } catch (error) {
      return [{ key: at, message: shortMessage((error as Error).message) }]
    }
  })
}

/** The pattern of a rule and its `unless`, each with its place. */
export function partsOf(
  rule: RuleText,
  key: Key,
): { part: 'pattern' | 'unless'; pattern: string; at: Key }[] {
  if (typeof rule === 'string') return [{ part: 'pattern', pattern: rule, at: key }]
  const { pattern, unless } = rule
  const own = { part: 'pattern' as const, pattern, at: [...key, 'pattern'] }
  return unless === undefined ? [own] : [own, { part: 'unless', pattern: unless, at: [...key, 'unless'] }]
}

function unknownTerm(name: string, key: Key, terms: Terms): Problem {
  const meant = nearest(name, Object.keys(terms))
  return {
    key,
    message: `the term {${name}} is not defined under terms`,
    ...(meant === undefined ? {} : { meant: `{${meant}}` }),
  }
}

/** The engine quotes the pattern with every term written out, which can be thousands of characters. */
function shortMessage(message: string): string {
  return message.replace(/^Invalid regular expression: [\s\S]*: (.+)$/, 'is no regular expression: $1')
}
