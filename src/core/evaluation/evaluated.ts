/** What one model answered to one evaluation prompt, and what is known of each answer. */
import { z } from 'zod'
import { type Degeneracy, degeneracyOf } from '../degeneracy.js'
import { recordId } from '../identity.js'
import { type Candidate, messageSchema, type Prompt, promptClasses } from '../records.js'
import { wordsOf } from '../words.js'

export const refusals = ['full', 'partial', 'none'] as const
export const decodings = ['greedy', 'sampled'] as const

const judgedSchema = z.strictObject({
  score: z.number().nullable().describe('1 to 5'),
  safe: z.boolean().nullable().describe('null: the judge gave nothing that could be read'),
})

export const sampleSchema = z.strictObject({
  candidate: z.string(),
  sample: z.int().nonnegative(),
  decoding: z.enum(decodings),
  text: z.string(),
  words: z.int().nonnegative(),
  tokens: z.int().nonnegative().nullable(),
  refusal: z.enum(refusals),
  empty: z.boolean(),
  truncated: z.boolean(),
  repetition: z.number().min(0).max(1).describe('share of word 3-grams that stood in the text before'),
  degenerate: z.boolean(),
  judged: z.record(z.string(), judgedSchema).describe('judge → what it said'),
})

export const evaluationSchema = z.strictObject({
  id: z.string(),
  promptId: z.string(),
  prompt: z.array(messageSchema),
  class: z.enum(promptClasses),
  expected: z.enum(['comply', 'refuse', 'either']),
  model: z.string().describe('`base`, or the name of a training step'),
  samples: z.array(sampleSchema).min(1),
})

export type Refusal = (typeof refusals)[number]
export type Decoding = (typeof decodings)[number]
export type Judged = z.infer<typeof judgedSchema>
export type Sample = z.infer<typeof sampleSchema>
export type Evaluation = z.infer<typeof evaluationSchema>

/**
 * One record for each prompt that the model answered, in the order of the prompts. Sample 0 is the greedy one.
 * @param critiques judge → its critiques; an answer that a judge has none of counts as unparsed
 */
export async function evaluate({
  model,
  prompts,
  candidates,
  critiques,
  refusalOf,
}: {
  model: string
  prompts: Iterable<Prompt> | AsyncIterable<Prompt>
  candidates: Iterable<Candidate> | AsyncIterable<Candidate>
  critiques: Record<string, Iterable<Critiqued> | AsyncIterable<Critiqued>>
  refusalOf: (answer: { prompt: Prompt; text: string }) => Refusal
}): Promise<Evaluation[]> {
  const judged = await judgedByCandidate(critiques)
  const answers = new Map<string, Candidate[]>()
  for await (const candidate of candidates) {
    answers.set(candidate.prompt, [...(answers.get(candidate.prompt) ?? []), candidate])
  }
  const evaluations: Evaluation[] = []
  for await (const prompt of prompts) {
    const given = (answers.get(prompt.id) ?? []).sort((a, b) => a.sample - b.sample)
    if (given.length === 0) continue
    const refusalTo = (text: string) => refusalOf({ prompt, text })
    evaluations.push({
      id: recordId('evaluation', [prompt.id, ...given.map(({ id }) => id)], model),
      promptId: prompt.id,
      prompt: prompt.messages,
      class: prompt.class,
      expected: prompt.expected,
      model,
      samples: given.map((candidate) => sampleOf(candidate, refusalTo(candidate.text), judged(candidate.id))),
    })
  }
  return evaluations
}

/** The most answers of one decoding that a model gave to a prompt. */
export function mostSamples(rows: readonly Evaluation[], decoding: Decoding): number {
  return rows.reduce(
    (most, { samples }) => Math.max(most, samples.filter((s) => s.decoding === decoding).length),
    0,
  )
}

/** The part of a critique that an evaluation needs. */
export interface Critiqued extends Judged {
  candidate: string
}

async function judgedByCandidate(
  critiques: Record<string, Iterable<Critiqued> | AsyncIterable<Critiqued>>,
): Promise<(candidate: string) => Record<string, Judged>> {
  const byJudge: [string, Map<string, Judged>][] = []
  for (const [judge, given] of Object.entries(critiques)) {
    const byCandidate = new Map<string, Judged>()
    for await (const { candidate, score, safe } of given) byCandidate.set(candidate, { score, safe })
    byJudge.push([judge, byCandidate])
  }
  return (candidate) =>
    Object.fromEntries(
      byJudge.map(([judge, byCandidate]) => [
        judge,
        byCandidate.get(candidate) ?? { score: null, safe: null },
      ]),
    )
}

function sampleOf(candidate: Candidate, refusal: Refusal, judged: Record<string, Judged>): Sample {
  const degeneracy: Degeneracy = degeneracyOf(candidate)
  return {
    candidate: candidate.id,
    sample: candidate.sample,
    decoding: candidate.sample === 0 ? 'greedy' : 'sampled',
    text: candidate.text,
    words: wordsOf(candidate.text).length,
    tokens: candidate.tokens ?? null,
    refusal,
    ...degeneracy,
    judged,
  }
}
