/**
 * How much of an evaluation is in the training data: for every evaluation prompt the n-grams that it shares with a
 * training row, generated text included, and the training prompts that are near-duplicates of it. Memory depends on the
 * evaluation prompts alone; training rows pass by. A lower bound: a prompt in other words passes (Yang et al., Rethinking
 * Benchmark and Contamination for Language Models with Rephrased Samples, 2023).
 */
import { z } from 'zod'
import { createNearIndex, type NearSettings } from './near-index.js'
import { createOverlap, type Overlap, type Shared } from './overlap.js'

const count = z.int().nonnegative()

export const contaminationCountsSchema = z.strictObject({
  evaluation_prompts: count,
  training_rows: count.describe('that they were looked for in: prompt and answers'),
  shares_13_gram: count.describe('evaluation prompts with 13 words in a row that stand in a training row'),
  shares_8_gram: count.describe('the same with 8 words'),
  short_prompts: count.describe('evaluation prompts under 8 words, which are looked for as a whole'),
  short_prompts_found: count,
  near_duplicates: count.describe('evaluation prompts that a training prompt is a near-duplicate of'),
  threshold: z.number().describe('similarity from which two prompts are near-duplicates'),
  most_shared: z
    .array(z.strictObject({ words: z.string(), evaluation_prompts: count }))
    .describe('the shared n-grams that most evaluation prompts have: templates stand out here'),
})

export const contaminationSchema = contaminationCountsSchema.extend({
  prompts: z
    .array(
      z.strictObject({
        id: z.string(),
        share: z.number().describe('largest share of its 8-grams (or of its whole) in one row'),
        shares_13_gram: z.boolean(),
        row: z.string().nullable().describe('the row with that share'),
        near_duplicate: z.strictObject({ row: z.string(), similarity: z.number() }).nullable(),
      }),
    )
    .describe('every evaluation prompt of which anything was found, the most first'),
})

export type Contamination = z.infer<typeof contaminationSchema>
export type ContaminationCounts = z.infer<typeof contaminationCountsSchema>

/** A row as the search sees it. */
export interface LookedAt {
  id: string
  prompt: string
  answers: readonly string[]
}

/** What one row has of the evaluation prompts, the worst first. */
export interface Found {
  shared: Shared[]
  near: { prompt: number; similarity: number }[]
}

export interface ContaminationSearch {
  /** What a row has of the prompts, without counting it. */
  look(row: LookedAt): Found
  /** Counts a row as one that is trained on. */
  count(row: LookedAt): void
  idOf(prompt: number): string
  result(): Contamination
}

export function createContaminationSearch(
  prompts: readonly { id: string; text: string }[],
  settings: NearSettings,
): ContaminationSearch {
  const overlap = createOverlap(prompts.map(({ text }) => text))
  const near = nearPrompts(prompts, settings)
  const worst = prompts.map(({ id }): Worst => ({ id, share: 0, long: false, row: null, near: null }))
  const holders = new Map<number, Set<number>>()
  let rows = 0
  const look = ({ prompt, answers }: LookedAt): Found => ({
    shared: overlap.look([prompt, ...answers]),
    near: near(prompt),
  })
  return {
    look,
    count(row) {
      const found = look(row)
      rows++
      noteWorst(worst, found, row.id)
      for (const { prompt, grams } of found.shared) {
        for (const gram of grams) holders.set(gram, (holders.get(gram) ?? new Set()).add(prompt))
      }
    },
    idOf: (prompt) => prompts[prompt]!.id,
    result: () => ({
      ...countsOf(worst, overlap),
      training_rows: rows,
      threshold: settings.threshold,
      most_shared: mostShared(holders, overlap),
      prompts: worst.filter(wasFound).sort(byShare).map(described),
    }),
  }
}

/** The worst that was found of one prompt. */
interface Worst {
  id: string
  share: number
  long: boolean
  row: string | null
  near: { row: string; similarity: number } | null
}

/** The prompts that a text is a near-duplicate of. Equal prompts are one text of the index. */
function nearPrompts(
  prompts: readonly { text: string }[],
  settings: NearSettings,
): (text: string) => Found['near'] {
  const index = createNearIndex(settings)
  const byText: number[][] = []
  for (const [prompt, { text }] of prompts.entries()) {
    const { text: number } = index.add([text])
    if (number !== null) byText[number] = [...(byText[number] ?? []), prompt]
  }
  return (text) =>
    index
      .find([text])
      .flatMap(({ text: number, similarity }) => byText[number]!.map((prompt) => ({ prompt, similarity })))
}

function noteWorst(worst: readonly Worst[], { shared, near }: Found, row: string): void {
  for (const { prompt, share, long } of shared) {
    const known = worst[prompt]!
    known.long ||= long
    if (share <= known.share) continue
    known.share = share
    known.row = row
  }
  for (const { prompt, similarity } of near) {
    const known = worst[prompt]!
    if (similarity > (known.near?.similarity ?? 0)) known.near = { row, similarity }
  }
}

function countsOf(worst: readonly Worst[], overlap: Overlap) {
  const numberOf = (wanted: (one: Worst, prompt: number) => boolean) => worst.filter(wanted).length
  return {
    evaluation_prompts: worst.length,
    shares_13_gram: numberOf(({ long }) => long),
    shares_8_gram: numberOf(({ share }, prompt) => share > 0 && !overlap.isShort(prompt)),
    short_prompts: numberOf((_, prompt) => overlap.isShort(prompt)),
    short_prompts_found: numberOf(({ share }, prompt) => share > 0 && overlap.isShort(prompt)),
    near_duplicates: numberOf(({ near }) => near !== null),
  }
}

/** Five at most; n-grams that the same prompts have are one stretch of text, of which the first is enough. */
function mostShared(
  holders: ReadonlyMap<number, ReadonlySet<number>>,
  { wordsOf }: Overlap,
): Contamination['most_shared'] {
  const stretches = new Map<string, { words: string; evaluation_prompts: number }>()
  for (const [gram, prompts] of holders) {
    const name = [...prompts].sort((a, b) => a - b).join(' ')
    if (!stretches.has(name)) stretches.set(name, { words: wordsOf(gram), evaluation_prompts: prompts.size })
  }
  return [...stretches.values()]
    .sort((a, b) => b.evaluation_prompts - a.evaluation_prompts || (a.words < b.words ? -1 : 1))
    .slice(0, 5)
}

const wasFound = ({ share, long, near }: Worst) => share > 0 || long || near !== null

const byShare = (a: Worst, b: Worst) =>
  (b.near?.similarity ?? 0) - (a.near?.similarity ?? 0) || b.share - a.share || (a.id < b.id ? -1 : 1)

function described({ id, share, long, row, near }: Worst): Contamination['prompts'][number] {
  return { id, share, shares_13_gram: long, row, near_duplicate: near }
}
