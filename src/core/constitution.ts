/**
 * A constitution: principles that an answer is judged by, one question each, and how much each weighs.
 *
 * Three hashes keep caches honest. A principle's hash covers what a model is asked about (id and text), so that editing
 * one principle re-asks that one; the constitution's hash covers all of these; weights and patterns are in neither,
 * because a new weight costs no model call and patterns belong to the rules judge, which has its own hash.
 *
 * In a project the patterns usually stand in a file of their own (see constitution-file.ts); this is the whole.
 */
import { z } from 'zod'
import { hashOf } from './canonical.js'
import { nameSchema, principleRulesSchema, termsSchema } from './rule-lists.js'

export const principleSchema = z.strictObject({
  id: nameSchema.describe('names the question in every verdict'),
  text: z.string().trim().min(1).describe('one or two sentences that a model can judge by'),
  weight: z.number().positive(),
  rules: principleRulesSchema.prefault({}).describe('patterns for the rules judge, which needs no model'),
})

export const constitutionSchema = z
  .strictObject({
    id: nameSchema,
    title: z.string().trim().min(1),
    version: z.union([z.string(), z.number()]).optional(),
    terms: termsSchema.default({}),
    principles: z.array(principleSchema).min(1),
  })
  .superRefine(checkIds)

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

export function checkIds(
  { principles }: { principles: readonly { id: string }[] },
  context: z.RefinementCtx,
): void {
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
