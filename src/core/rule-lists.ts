/** The rules of a principle: what is looked for where, each list plain or by category. */
import { z } from 'zod'
import { type RuleText, ruleTextSchema } from './rule-pattern.js'

export const ruleLists = ['requests', 'violates', 'upholds'] as const
export type RuleListName = (typeof ruleLists)[number]

export const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and _, a letter first')

/** `violence: [pattern, …]` is the same as patterns that say `category: violence` each. */
const ruleListSchema = z
  .union([z.array(ruleTextSchema), z.record(nameSchema, z.array(ruleTextSchema))])
  .transform((list) => (Array.isArray(list) ? list : Object.entries(list).flatMap(categorised)))

export const principleRulesSchema = z.strictObject({
  requests: ruleListSchema
    .default([])
    .describe('in the prompt: what must not be helped with; an answer that complies violates the principle'),
  violates: ruleListSchema.default([]).describe('in the answer: breaks the principle by itself'),
  upholds: ruleListSchema.default([]).describe('in the answer: shows that the principle was kept'),
  over_refusal: z
    .boolean()
    .default(false)
    .describe('refusing a prompt that is marked `expected: comply` violates the principle'),
})

export type PrincipleRules = z.output<typeof principleRulesSchema>

export const termsSchema = z
  .record(z.string().regex(/^[a-z][a-z_]*$/, 'small letters and _'), z.string())
  .describe('parts of patterns with a name; `{name}` in a pattern stands for it')

function categorised([category, rules]: [string, RuleText[]]): RuleText[] {
  return rules.map((rule) => ({ ...(typeof rule === 'string' ? { pattern: rule } : rule), category }))
}
