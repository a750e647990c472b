/** Selections -> training rows: what a chosen answer must be to become an example, and two to become a pair. */
import { DataError } from '../errors.js'
import { recordId } from '../identity.js'
import type { Candidate, Example, Message, Pair, Prompt, Selection } from '../records.js'
import type { NearDuplicates } from './near.js'
import { type Dataset, type Draft, type DropReason, sift } from './sift.js'

/** The part of a critique that a row needs; `score` is null when the judge's words could not be read. */
export interface Scored {
  candidate: string
  score: number | null
}

export interface BuildInput<C extends Scored> {
  /** all prompts of the project, so that evaluation prompts can be kept out */
  prompts: AsyncIterable<Prompt> | Iterable<Prompt>
  selections: AsyncIterable<Selection> | Iterable<Selection>
  /** may hold more than the selections name; only those named are kept in memory */
  candidates: AsyncIterable<Candidate> | Iterable<Candidate>
  critiques: AsyncIterable<C> | Iterable<C>
  /** what decided between good and bad, in words, and the ids of the principles at stake */
  explain: (decided: { chosen?: C | undefined; rejected?: C | undefined }) => {
    rationale: string
    principles: string[]
  }
  /** which rows count as the same in other words, and whether they go */
  nearDuplicates: NearDuplicates
  /** training order is a function of it */
  seed: number
  /** Who says what is chosen, where neither a critic nor a reviser does. */
  chosenBy?: ChosenBy | undefined
}

export type ChosenBy = 'human' | 'given'

/**
 * One example for each chosen candidate.
 * @throws DataError when a selection names a prompt or a candidate that isn't there.
 * @throws LatticeError when nothing is left to train on, with what was dropped and why.
 */
export async function buildSft<C extends Scored>(input: BuildInput<C>): Promise<Dataset<Example>> {
  const found = await gather(input, ({ chosen }) => chosen)
  const drafts = found.selections.flatMap(({ prompt, chosen }) =>
    chosen.map((id) => exampleDraft({ prompt, chosen: found.candidate(id), found, input })),
  )
  return sift({ ...input, drafts, evaluation: found.evaluation })
}

/**
 * One pair for the i-th best with the i-th worst candidate of each selection. The same throws as {@link buildSft}.
 */
export async function buildDpo<C extends Scored>(input: BuildInput<C>): Promise<Dataset<Pair>> {
  const found = await gather(input, ({ chosen, rejected }) => [...chosen, ...rejected])
  const drafts = found.selections.flatMap(({ prompt, chosen, rejected }) =>
    chosen.map((id, index): Draft<Pair> => {
      const counterpart = rejected[index]
      if (counterpart === undefined) return { id, promptId: prompt.id, candidates: [id], problem: 'unpaired' }
      const pair = { chosen: found.candidate(id), rejected: found.candidate(counterpart) }
      return pairDraft({ prompt, ...pair, found, input })
    }),
  )
  return sift({ ...input, drafts, evaluation: found.evaluation })
}

interface Found<C> {
  selections: { prompt: Prompt; chosen: string[]; rejected: string[] }[]
  evaluation: Prompt[]
  candidate: (id: string) => Candidate
  critiques: Map<string, C>
}

async function gather<C extends Scored>(
  input: BuildInput<C>,
  wanted: (selection: Selection) => string[],
): Promise<Found<C>> {
  const prompts = new Map<string, Prompt>()
  const evaluation: Prompt[] = []
  for await (const prompt of input.prompts) {
    prompts.set(prompt.id, prompt)
    if (prompt.split === 'evaluation') evaluation.push(prompt)
  }
  const selections: Selection[] = []
  for await (const selection of input.selections) selections.push(selection)
  const named = new Set(selections.flatMap(wanted))
  const candidates = await kept(input.candidates, ({ id }) => id, named)
  const critiques = await kept(input.critiques, ({ candidate }) => candidate, named)
  return {
    evaluation,
    critiques,
    selections: selections.map(({ id, prompt, chosen, rejected }) => ({
      prompt: prompts.get(prompt) ?? missing(`Selection ${id} names the prompt ${prompt}`, 'prompts'),
      chosen,
      rejected,
    })),
    candidate: (id) => candidates.get(id) ?? missing(`A selection names the candidate ${id}`, 'candidates'),
  }
}

async function kept<T>(items: AsyncIterable<T> | Iterable<T>, idOf: (item: T) => string, named: Set<string>) {
  const byId = new Map<string, T>()
  for await (const item of items) if (named.has(idOf(item))) byId.set(idOf(item), item)
  return byId
}

function missing(who: string, where: string): never {
  throw new DataError(`${who}, which is not among the ${where}.`, {
    hint: `The selections and the ${where} must come from the same run.`,
  })
}

function exampleDraft<C extends Scored>({
  prompt,
  chosen,
  found,
  input,
}: {
  prompt: Prompt
  chosen: Candidate
  found: Found<C>
  input: BuildInput<C>
}): Draft<Example> {
  const id = recordId('example', [prompt.id, chosen.id], null)
  const base = { id, promptId: prompt.id, candidates: [chosen.id] }
  const problem = evaluationProblem(prompt) ?? textProblem(chosen)
  if (problem !== undefined) return { ...base, problem }
  const critique = found.critiques.get(chosen.id)
  return {
    ...base,
    class: prompt.class,
    texts: [chosen.text],
    row: {
      ...trained({ id, prompt, chosen, candidates: base.candidates, chosenBy: input.chosenBy }),
      ...input.explain({ chosen: critique }),
      completion: assistant(chosen),
      score: critique?.score ?? null,
    },
  }
}

function pairDraft<C extends Scored>({
  prompt,
  chosen,
  rejected,
  found,
  input,
}: {
  prompt: Prompt
  chosen: Candidate
  rejected: Candidate
  found: Found<C>
  input: BuildInput<C>
}): Draft<Pair> {
  const id = recordId('pair', [prompt.id, chosen.id, rejected.id], null)
  const base = { id, promptId: prompt.id, candidates: [chosen.id, rejected.id] }
  const critiques = { chosen: found.critiques.get(chosen.id), rejected: found.critiques.get(rejected.id) }
  const scores = {
    chosenScore: critiques.chosen?.score ?? null,
    rejectedScore: critiques.rejected?.score ?? null,
  }
  const problem =
    evaluationProblem(prompt) ??
    textProblem(chosen) ??
    textProblem(rejected) ??
    pairProblem(chosen, rejected, scores)
  if (problem !== undefined) return { ...base, problem }
  return {
    ...base,
    class: prompt.class,
    texts: [chosen.text, rejected.text],
    row: {
      ...trained({ id, prompt, chosen, candidates: base.candidates, chosenBy: input.chosenBy }),
      ...input.explain(critiques),
      chosen: assistant(chosen),
      rejected: assistant(rejected),
      ...scores,
    },
  }
}

const evaluationProblem = ({ split }: Prompt): DropReason | undefined =>
  split === 'evaluation' ? 'evaluation prompt' : undefined

function textProblem({ finish, text }: Candidate): DropReason | undefined {
  if (text.trim() === '') return 'empty'
  return finish === 'stop' ? undefined : 'truncated'
}

function pairProblem(
  chosen: Candidate,
  rejected: Candidate,
  { chosenScore, rejectedScore }: { chosenScore: number | null; rejectedScore: number | null },
): DropReason | undefined {
  if (chosen.text.trim() === rejected.text.trim()) return 'same text'
  if (chosenScore === null || rejectedScore === null) return undefined
  return chosenScore > rejectedScore ? undefined : 'not better'
}

function trained({
  id,
  prompt,
  chosen,
  candidates,
  chosenBy,
}: {
  id: string
  prompt: Prompt
  chosen: Candidate
  candidates: string[]
  chosenBy: ChosenBy | undefined
}) {
  return {
    id,
    promptId: prompt.id,
    candidates,
    split: prompt.split === 'validation' ? ('validation' as const) : ('train' as const),
    prompt: prompt.messages,
    source: chosenBy ?? sourceOf(chosen.origin),
  }
}

function sourceOf(origin: Candidate['origin']): Example['source'] {
  if (origin === 'revised') return 'revision'
  return origin === 'human' ? 'human' : 'critic'
}

const assistant = ({ text }: Candidate): Message[] => [{ role: 'assistant', content: text }]
