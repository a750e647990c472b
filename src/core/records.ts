/**
 * The records that flow from a prompt to an evaluation:
 * Prompt → Candidate → Verdict → Critique → Selection → Example | Pair → Adapter → Evaluation.
 * Each is one line of a JSONL file. Inside the program they are trusted; they are parsed where they enter.
 */
import { z } from 'zod'

export const promptClasses = ['adversarial', 'borderline', 'cooperating'] as const
export const splits = ['train', 'validation', 'evaluation'] as const

export const messageSchema = z.strictObject({
  role: z.enum(['system', 'user', 'assistant', 'judge']),
  content: z.string(),
})

export const promptSchema = z.object({
  id: z.string(),
  messages: z.array(messageSchema).min(1),
  class: z.enum(promptClasses),
  expected: z.enum(['comply', 'refuse', 'either']),
  source: z.string(),
  group: z.string().optional(),
  split: z.enum(splits),
})

export const candidateSchema = z.object({
  id: z.string(),
  prompt: z.string().describe('id of the prompt'),
  origin: z.enum(['sampled', 'revised', 'imported', 'negative', 'human']),
  from: z.array(z.string()).describe('ids of the candidates that this one was made from'),
  sample: z.int().nonnegative(),
  seed: z.int().nonnegative().optional(),
  text: z.string().describe('the completion alone'),
  finish: z.enum(['stop', 'length']),
  tokens: z.int().nonnegative().optional(),
  model: z
    .string()
    .optional()
    .describe('identity hash of the model that wrote it; of an imported answer the name that its file gives'),
})

/** What a judge said to one question about one subject. */
export const verdictSchema = z.object({
  id: z.string(),
  subject: z.string().describe('id of the candidate that was judged'),
  prompt: z.string().describe('id of its prompt'),
  question: z.string().describe('a principle id, or `overall`'),
  questionHash: z.string().describe('hash of the text that was asked about'),
  template: z.string(),
  judge: z.string().describe('identity of the judge: `model:<hash>`, `rules:<hash>` or `human:<name>`'),
  answer: z.union([z.int().min(1).max(5), z.enum(['upholds', 'violates', 'not_applicable', 'unparsed'])]),
  probabilities: z.record(z.string(), z.number()).optional(),
  mass: z.number().optional().describe('probability that the model gave to the allowed answers together'),
  reason: z.string().optional(),
  category: z.string().optional().describe('kind of violation, where the judge tells kinds apart'),
})

export const selectionSchema = z.object({
  id: z.string(),
  prompt: z.string(),
  policy: z
    .enum(['best', 'margin', 'diverse', 'given'])
    .describe('`given`: chosen by whom the answers come from'),
  chosen: z.array(z.string()).describe('candidate ids, best first'),
  rejected: z.array(z.string()).describe('candidate ids, worst first'),
  margin: z.number().optional(),
})

const trained = {
  id: z.string(),
  promptId: z.string(),
  candidates: z
    .array(z.string())
    .describe('ids of the candidates that it was made from, the chosen one first'),
  split: z.enum(['train', 'validation']),
  prompt: z.array(messageSchema).min(1),
  source: z.enum(['critic', 'revision', 'human', 'given']),
  principles: z.array(z.string()).describe('ids of the principles at stake'),
  rationale: z.string(),
}

export const exampleSchema = z.object({
  ...trained,
  completion: z.array(messageSchema).min(1),
  score: z.number().nullable(),
})

export const pairSchema = z.object({
  ...trained,
  chosen: z.array(messageSchema).min(1),
  rejected: z.array(messageSchema).min(1),
  chosenScore: z.number().nullable(),
  rejectedScore: z.number().nullable(),
})

export type Message = z.infer<typeof messageSchema>
export type PromptClass = (typeof promptClasses)[number]
export type Split = (typeof splits)[number]
export type Prompt = z.infer<typeof promptSchema>
export type Candidate = z.infer<typeof candidateSchema>
export type Verdict = z.infer<typeof verdictSchema>
export type Selection = z.infer<typeof selectionSchema>
export type Example = z.infer<typeof exampleSchema>
export type Pair = z.infer<typeof pairSchema>
