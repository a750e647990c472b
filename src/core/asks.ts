/**
 * What needs a model is an ask, and what comes back an answer.
 * A rerun asks only what has no answer yet: the key says everything that the answer depends on.
 */
import { z } from 'zod'
import { hashOf } from './canonical.js'
import { type Message, messageSchema } from './records.js'

/** How messages become the text that a model reads, and what ends its answer. */
export const templateSchema = z.strictObject({
  id: z.string(),
  jinja: z.string().nullable().describe("a chat template; null means the tokenizer's own"),
  stop: z.array(z.string()).describe('texts that end a completion; not part of it'),
})

export const wantSchema = z.union([
  z.strictObject({
    text: z.strictObject({
      max_new_tokens: z.int().positive(),
      temperature: z.number().nonnegative().describe('0 means greedy'),
      top_p: z.number().gt(0).max(1),
      seed: z
        .int()
        .nonnegative()
        .max(2 ** 31 - 1),
    }),
  }),
  z.strictObject({ choice: z.array(z.string().min(1)).min(2) }),
])

export const askSchema = z.strictObject({
  key: z.string(),
  messages: z.array(messageSchema).min(1),
  want: wantSchema,
})

export const answerSchema = z.union([
  z.strictObject({
    text: z.string().describe('the completion alone'),
    finish: z.enum(['stop', 'length']),
    tokens: z.int().nonnegative(),
  }),
  z.strictObject({
    probabilities: z.array(z.number()).describe('over the choices, in their order, summing to 1'),
    mass: z.number().describe('what the model gave to all choices together, 0..1'),
  }),
  z.strictObject({ failed: z.string() }),
])

/** Who answers: everything about a model that its answers depend on, and nothing that they don't. */
const identitySchema = z.strictObject({
  id: z.string().describe('Hub name, or the name of an embedded model or judge'),
  revision: z.string().describe("a commit, a recipe's fingerprint, or `unpinned`"),
  family: z.string(),
  templateId: z.string(),
  dtype: z.string(),
  quant: z.string().nullable(),
  adapters: z.array(z.string()).describe('content hashes of the adapters, in the order they are applied'),
})

export type Template = z.infer<typeof templateSchema>
export type Want = z.infer<typeof wantSchema>
export type Ask = z.infer<typeof askSchema>
export type Answer = z.infer<typeof answerSchema>
export type Identity = z.infer<typeof identitySchema>

/** An ask with its key: sha256 of who is asked, what, and what is wanted. */
export function ask({
  identity,
  messages,
  want,
}: {
  identity: Identity
  messages: Message[]
  want: Want
}): Ask {
  return { key: hashOf({ identity, messages, want }), messages, want }
}
