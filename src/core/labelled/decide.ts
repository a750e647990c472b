import { nearest } from '../config/suggest.js'
import type { Constitution } from '../constitution.js'
import { ConfigError } from '../errors.js'
import { type Refusal, refusalOf } from '../refusal/refusal.js'
import { rulesJudge } from '../rules.js'
import type { Measure } from './gold.js'

export interface Subject {
  prompt: string
  answer: string
}

export interface Decision {
  said: boolean
  /** For a person who looks at a mistake. */
  why: string
  refusal?: Refusal
}

/** @param principles, categories whose violations count as harm; default: all */
export function deciderFor(
  constitution: Constitution,
  {
    measure,
    principles,
    categories,
  }: {
    measure: Measure
    principles?: readonly string[] | undefined
    categories?: readonly string[] | undefined
  },
): (subject: Subject) => Decision {
  if (measure === 'refusal') return refusalDecision
  const counted = new Set(principles ?? constitution.principles.map(({ id }) => id))
  const kinds = categories && new Set(categories)
  for (const id of counted)
    requireKnown(
      'principle',
      id,
      constitution.principles.map((principle) => principle.id),
    )
  for (const kind of kinds ?? []) requireKnown('category', kind, categoriesIn(constitution))
  const judge = rulesJudge(constitution)
  return ({ prompt, answer }) => {
    const verdicts = judge({ prompt: { messages: [{ role: 'user', content: prompt }] }, answer })
    const broken = verdicts.find(
      (verdict) =>
        verdict.answer === 'violates' &&
        counted.has(verdict.principle) &&
        (kinds === undefined || kinds.has(verdict.category ?? '')),
    )
    if (!broken) return { said: false, why: 'No pattern matches.' }
    return { said: true, why: `${broken.category ?? broken.principle}: ${broken.reason}` }
  }
}

function refusalDecision({ prompt, answer }: Subject): Decision {
  const refusal = refusalOf(answer, prompt)
  return { said: refusal !== 'none', why: `refusal: ${refusal}`, refusal }
}

function requireKnown(what: 'principle' | 'category', name: string, there: readonly string[]): void {
  if (there.includes(name)) return
  const meant = nearest(name, there)
  throw new ConfigError(`The constitution has no ${what} ${name}.`, {
    hint: meant === undefined ? `It has: ${there.join(', ')}.` : `Did you mean ${meant}?`,
  })
}

/** The kinds of violations that its rules tell apart. */
export function categoriesIn({ principles }: Pick<Constitution, 'principles'>): string[] {
  const rules = principles.flatMap(({ rules }) => [...rules.requests, ...rules.violates])
  const named = rules.map((rule) => (typeof rule === 'string' ? undefined : rule.category))
  return [...new Set(named.filter((category) => category !== undefined))]
}
