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

/** @param principles whose violations count as harm; default: all */
export function deciderFor(
  constitution: Constitution,
  { measure, principles }: { measure: Measure; principles?: readonly string[] | undefined },
): (subject: Subject) => Decision {
  if (measure === 'refusal') return refusalDecision
  const counted = new Set(principles ?? constitution.principles.map(({ id }) => id))
  for (const id of counted) requirePrinciple(constitution, id)
  const judge = rulesJudge(constitution)
  return ({ prompt, answer }) => {
    const verdicts = judge({ prompt: { messages: [{ role: 'user', content: prompt }] }, answer })
    const broken = verdicts.find((verdict) => verdict.answer === 'violates' && counted.has(verdict.principle))
    if (!broken) return { said: false, why: 'No pattern matches.' }
    return { said: true, why: `${broken.principle}: ${broken.reason}` }
  }
}

function refusalDecision({ prompt, answer }: Subject): Decision {
  const refusal = refusalOf(answer, prompt)
  return { said: refusal !== 'none', why: `refusal: ${refusal}`, refusal }
}

function requirePrinciple({ principles }: Constitution, id: string): void {
  const ids = principles.map((principle) => principle.id)
  if (ids.includes(id)) return
  const meant = nearest(id, ids)
  throw new ConfigError(`The constitution has no principle ${id}.`, {
    hint: meant === undefined ? `It has: ${ids.join(', ')}.` : `Did you mean ${meant}?`,
  })
}
