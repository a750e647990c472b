/**
 * A constitution as it is written: the principles, and the patterns of the rules judge either with them or in a file
 * that `rules` names, so that what a person edits most stays a page long.
 */
import { z } from 'zod'
import { type Constitution, checkIds, principleSchema } from './constitution.js'
import {
  nameSchema,
  type PrincipleRules,
  principleRulesSchema,
  ruleLists,
  termsSchema,
} from './rule-lists.js'

/** The patterns that ship with lattice, by the name that `rules` gives them. */
export const standardRules = 'standard'

export const constitutionFileSchema = z
  .strictObject({
    id: nameSchema,
    title: z.string().trim().min(1),
    version: z.union([z.string(), z.number()]).optional(),
    rules: z
      .string()
      .min(1)
      .optional()
      .describe('file with patterns for the rules judge, or standard: those that ship with lattice'),
    terms: termsSchema.default({}),
    principles: z.array(principleSchema).min(1),
  })
  .superRefine(checkIds)

export const rulesFileSchema = z.strictObject({
  terms: termsSchema.default({}),
  principles: z.record(nameSchema, principleRulesSchema),
})

export type ConstitutionFile = z.infer<typeof constitutionFileSchema>
export type RulesFile = z.infer<typeof rulesFileSchema>

/** The whole. Patterns that stand with a principle come after those of the file; own terms go before those of the file. */
export function joined({ rules: _, ...file }: ConstitutionFile, rules: RulesFile | undefined): Constitution {
  if (rules === undefined) return file
  return {
    ...file,
    terms: { ...rules.terms, ...file.terms },
    principles: file.principles.map((principle) => ({
      ...principle,
      rules: both(rules.principles[principle.id], principle.rules),
    })),
  }
}

function both(shared: PrincipleRules | undefined, own: PrincipleRules): PrincipleRules {
  if (shared === undefined) return own
  const lists = Object.fromEntries(ruleLists.map((list) => [list, [...shared[list], ...own[list]]]))
  return { ...own, ...lists, over_refusal: shared.over_refusal || own.over_refusal }
}
