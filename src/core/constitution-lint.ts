/**
 * What is doubtful about a constitution that can be read. An error is a pattern that can't do what it is for: it matches
 * everything, nothing, or may run for ever. A warning is something that was probably not meant.
 */
import type { Key } from './config/draft.js'
import type { Problem } from './config/problem.js'
import { nearest } from './config/suggest.js'
import type { Constitution } from './constitution.js'
import { type PlacedRule, partsOf } from './constitution-draft.js'
import { ruleLists } from './rule-lists.js'
import { expression, plainText, type Terms, termsIn } from './rule-pattern.js'

export interface Finding {
  severity: 'error' | 'warning'
  /** `file:line:col` */
  where: string
  /** What it is about: a principle and a list, or a term. */
  about: string
  message: string
}

export interface LintSubject {
  constitution: Constitution
  rules: readonly (PlacedRule & { where: (key: Key) => string; principle: string })[]
  terms: ReadonlyMap<string, string>
  principles: ReadonlyMap<string, string>
  strangers: readonly { principle: string; where: string }[]
  /** Patterns that are empty or can't be compiled. */
  problems: readonly (Problem & { where: string })[]
}

/** How long a pattern may run on a long text, when that is more than linear. */
export type RiskOf = (expression: RegExp) => 'exponential' | 'polynomial' | undefined

export function lint(subject: LintSubject, riskOf: RiskOf): Finding[] {
  const { constitution, rules } = subject
  const findings = [
    ...subject.problems.map(brokenFinding),
    ...rules.flatMap((rule) => ruleFindings(rule, constitution.terms, riskOf)),
    ...twiceFindings(rules),
    ...termFindings(subject),
    ...principleFindings(subject),
  ]
  return findings.sort((one, other) => one.where.localeCompare(other.where, 'en', { numeric: true }))
}

function brokenFinding({ key, message, meant, where }: LintSubject['problems'][number]): Finding {
  const guess = meant === undefined ? '' : ` → did you mean ${meant}?`
  return { severity: 'error', where, about: key.join(' '), message: `${message}${guess}` }
}

function ruleFindings(
  { rule, key, list, principle, where }: LintSubject['rules'][number],
  terms: Terms,
  riskOf: RiskOf,
): Finding[] {
  return partsOf(rule, key).flatMap(({ part, pattern, at }) => {
    const compiled = compiledOrNot(pattern, terms)
    if (compiled === undefined || pattern.trim() === '') return []
    const place = { where: where(at), about: `${principle} ${list}` }
    const broken = [matchesTooMuch(compiled, part), tooSlow(riskOf(compiled))].filter(
      (text) => text !== undefined,
    )
    const doubtful = [neverMatches(pattern), tooSlowOnLong(riskOf(compiled))].filter(
      (text) => text !== undefined,
    )
    return [
      ...broken.map((message) => ({ severity: 'error' as const, ...place, message })),
      ...doubtful.map((message) => ({ severity: 'warning' as const, ...place, message })),
    ]
  })
}

function compiledOrNot(pattern: string, terms: Terms): RegExp | undefined {
  try {
    return expression(pattern, terms, 'iu')
  } catch {
    return undefined
  }
}

/** Sentences that have nothing in common. */
const unrelated = ['The lake froze over.', '12 + 30', 'zebra', 'Ωμέγα', 'how do i bake bread']

function matchesTooMuch(compiled: RegExp, part: 'pattern' | 'unless'): string | undefined {
  const then = part === 'pattern' ? 'it would match everywhere' : 'no match would ever count'
  if (compiled.test('')) return `matches the empty text, so ${then}`
  return unrelated.every((text) => compiled.test(text)) ? `matches any text, so ${then}` : undefined
}

function tooSlow(risk: ReturnType<RiskOf>): string | undefined {
  if (risk !== 'exponential') return undefined
  return 'may run for ever on some texts: a repetition within a repetition can match the same words in many ways'
}

function tooSlowOnLong(risk: ReturnType<RiskOf>): string | undefined {
  if (risk !== 'polynomial') return undefined
  return 'is slow on long texts: two repetitions can match the same words; give one a limit, as {0,40}'
}

/** Text has straight quotes and single blanks when a pattern sees it. */
function neverMatches(pattern: string): string | undefined {
  const literal = pattern.replace(/\s*\n\s*/g, '')
  const odd = literal.match(/[\u2018\u2019\u02bc\u201c\u201d\u00ad\u200b-\u200f\u2060\ufeff]/u)?.[0]
  if (odd !== undefined) return `holds ${nameOf(odd)}, and no text has one when it is matched`
  if (/ {2,}(?![*+?{])/.test(literal))
    return 'holds two blanks in a row, and no text has them when it is matched'
  if (/\\[tnr]/.test(literal)) return 'looks for a tab or a line end, and no text has one when it is matched'
  const changed = [...literal].find((letter) => letter !== ' ' && plainText(letter) !== letter)
  return changed === undefined ? undefined : `holds "${changed}", which texts have as "${plainText(changed)}"`
}

function nameOf(letter: string): string {
  if (/[\u2018\u2019\u02bc]/u.test(letter)) return "a curly quote (write ')"
  return /[\u201c\u201d]/u.test(letter) ? 'a curly quote (write ")' : 'an invisible character'
}

function twiceFindings(rules: LintSubject['rules']): Finding[] {
  const first = new Map<string, string>()
  return rules.flatMap(({ rule, key, list, principle, where }) => {
    const { pattern } = typeof rule === 'string' ? { pattern: rule } : rule
    const id = `${principle} ${list} ${pattern}`
    const before = first.get(id)
    if (before === undefined) {
      first.set(id, where(key))
      return []
    }
    const message = `the same pattern is at ${before}`
    return [{ severity: 'warning' as const, where: where(key), about: `${principle} ${list}`, message }]
  })
}

function termFindings({ rules, terms, constitution }: LintSubject): Finding[] {
  const used = new Set<string>()
  const visit = (pattern: string) => {
    for (const name of termsIn(pattern)) {
      if (used.has(name)) continue
      used.add(name)
      visit(constitution.terms[name] ?? '')
    }
  }
  for (const { rule, key } of rules) for (const { pattern } of partsOf(rule, key)) visit(pattern)
  return [...terms]
    .filter(([name]) => !used.has(name))
    .map(([name, where]) => ({
      severity: 'warning',
      where,
      about: `{${name}}`,
      message: 'the term is used by no pattern',
    }))
}

function principleFindings({ constitution, principles, strangers }: LintSubject): Finding[] {
  const ids = constitution.principles.map(({ id }) => id)
  const bare = constitution.principles
    .filter(({ rules }) => !rules.over_refusal && ruleLists.every((list) => rules[list].length === 0))
    .map(({ id }) => ({
      severity: 'warning' as const,
      where: principles.get(id) ?? '',
      about: id,
      message: 'the principle has no rules: the rules judge will always say not_applicable',
    }))
  const unknown = strangers.map(({ principle, where }) => {
    const meant = nearest(principle, ids)
    return {
      severity: 'warning' as const,
      where,
      about: principle,
      message: `the constitution has no such principle${meant === undefined ? '' : ` → did you mean ${meant}?`}`,
    }
  })
  return [...bare, ...unknown]
}
