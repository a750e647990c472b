/**
 * A constitution: principles that an answer is judged by, one question each, and how much each weighs.
 *
 * Three hashes keep caches honest. A principle's hash covers what a model is asked about (id and text), so that editing
 * one principle re-asks that one; the constitution's hash covers all of these; weights and patterns are in neither,
 * because a new weight costs no model call and patterns belong to the rules judge, which has its own hash.
 */
import { z } from 'zod'
import { hashOf } from './canonical.js'
import { patternProblem, type RuleText, ruleTextSchema, type Terms } from './rule-pattern.js'

const id = z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and _, a letter first')

export const principleRulesSchema = z.strictObject({
  requests: z
    .array(ruleTextSchema)
    .default([])
    .describe('in the prompt: what must not be helped with; an answer that complies violates the principle'),
  violates: z.array(ruleTextSchema).default([]).describe('in the answer: breaks the principle by itself'),
  upholds: z.array(ruleTextSchema).default([]).describe('in the answer: shows that the principle was kept'),
  over_refusal: z
    .boolean()
    .default(false)
    .describe('refusing a prompt that is marked `expected: comply` violates the principle'),
})

export const principleSchema = z.strictObject({
  id: id.describe('names the question in every verdict'),
  text: z.string().trim().min(1).describe('one or two sentences that a model can judge by'),
  weight: z.number().positive(),
  rules: principleRulesSchema.prefault({}).describe('patterns for the rules judge, which needs no model'),
})

export const constitutionSchema = z
  .strictObject({
    id,
    title: z.string().trim().min(1),
    version: z.union([z.string(), z.number()]).optional(),
    terms: z
      .record(z.string().regex(/^[a-z][a-z_]*$/), z.string())
      .default({})
      .describe('parts of patterns with a name; `{name}` in a pattern stands for it'),
    principles: z.array(principleSchema).min(1),
  })
  .superRefine(checkIds)
  .superRefine(checkPatterns)

export type Principle = z.infer<typeof principleSchema>
export type Constitution = z.infer<typeof constitutionSchema>
/** What a fold of verdicts needs to know. */
export type Weights = { principles: readonly Pick<Principle, 'id' | 'weight'>[] }

export const overall = 'overall'

/** 64 hex digits of id and text. */
export function principleHash({ id, text }: Pick<Principle, 'id' | 'text'>): string {
  return hashOf({ id, text })
}

/** 64 hex digits of all ids and texts, in order. */
export function constitutionHash({
  principles,
}: {
  principles: readonly Pick<Principle, 'id' | 'text'>[]
}): string {
  return hashOf(principles.map(({ id, text }) => ({ id, text })))
}

function checkIds({ principles }: { principles: Principle[] }, context: z.RefinementCtx) {
  const seen = new Set<string>([overall])
  principles.forEach(({ id }, index) => {
    if (seen.has(id)) {
      const message =
        id === overall ? `"${overall}" is the name of the question about all` : `"${id}" is there twice`
      context.addIssue({ code: 'custom', path: ['principles', index, 'id'], message })
    }
    seen.add(id)
  })
}

function checkPatterns(
  { terms, principles }: { terms: Terms; principles: Principle[] },
  context: z.RefinementCtx,
) {
  principles.forEach(({ rules }, principle) => {
    for (const list of ['requests', 'violates', 'upholds'] as const) {
      rules[list].forEach((rule: RuleText, index) => {
        const message = patternProblem(rule, terms)
        const path = ['principles', principle, 'rules', list, index]
        if (message !== undefined) context.addIssue({ code: 'custom', path, message })
      })
    }
  })
}
