/** What is left of the drafted rows once evaluation prompts and duplicates are out, in training order, counted. */
import { sha256 } from '../canonical.js'
import { promptWords } from '../duplicates/compared.js'
import { createContaminationSearch } from '../duplicates/contamination.js'
import { contaminationWarning } from '../duplicates/contamination-text.js'
import { LatticeError } from '../errors.js'
import type { Example, Pair, Prompt, PromptClass } from '../records.js'
import { promptText } from '../split.js'
import { type Counts, countsOf, lengthWarning } from './counts.js'
import { lookedAt, type NearDuplicates, type NearReason, type Twin, withoutNearDuplicates } from './near.js'

export type DropReason =
  | 'evaluation prompt'
  | NearReason
  | 'truncated'
  | 'empty'
  | 'duplicate'
  | 'duplicate of a validation row'
  | 'same text'
  | 'not better'
  | 'unpaired'

export interface Dropped {
  id: string
  promptId: string
  candidates: string[]
  reason: DropReason
  /** What it repeats: a prompt of another split, or the row that was kept. */
  twin?: Twin
}

type DraftBase = { id: string; promptId: string; candidates: string[] }

export type Draft<R> = DraftBase &
  ({ problem: DropReason } | { row: R; class: PromptClass; texts: string[]; problem?: undefined })

export type Sound<R> = Extract<Draft<R>, { row: R }>

export interface Dataset<R extends Example | Pair> {
  train: R[]
  validation: R[]
  dropped: Dropped[]
  counts: Counts
  warnings: string[]
}

/** @throws LatticeError when no training row is left. */
export function sift<R extends Example | Pair>({
  drafts,
  evaluation,
  nearDuplicates,
  seed,
}: {
  drafts: readonly Draft<R>[]
  evaluation: readonly Prompt[]
  nearDuplicates: NearDuplicates
  seed: number
}): Dataset<R> {
  const evaluationTexts = new Set(evaluation.map(({ messages }) => promptText(messages)))
  const dropped: Dropped[] = []
  const drop = ({ id, promptId, candidates }: DraftBase, reason: DropReason, twin?: Twin) =>
    dropped.push({ id, promptId, candidates, reason, ...(twin ? { twin } : {}) })

  const sound: Sound<R>[] = []
  for (const draft of drafts) {
    if (draft.problem !== undefined) drop(draft, draft.problem)
    else if (evaluationTexts.has(promptText(draft.row.prompt))) drop(draft, 'evaluation prompt')
    else sound.push(draft)
  }
  const { kept: unequal, duplicates } = withoutDuplicates(sound)
  for (const { draft, reason } of duplicates) drop(draft, reason)
  const search = createContaminationSearch(
    evaluation.map(({ id, messages }) => ({ id, text: promptWords(messages) })),
    nearDuplicates,
  )
  const { kept, near } = withoutNearDuplicates(unequal, { search, nearDuplicates })
  for (const { draft, reason, twin } of near) drop(draft, reason, twin)

  const ofSplit = (split: string) =>
    shuffle(
      kept.map(({ row }) => row).filter((row) => row.split === split),
      seed,
    )
  const [train, validation] = [ofSplit('train'), ofSplit('validation')]
  for (const row of train) search.count(lookedAt(row))
  const { prompts: _, ...contamination } = search.result()
  const counts = countsOf({ drafts: drafts.length, kept, dropped, evaluationTexts, contamination })
  if (train.length === 0) throw nothingLeft(counts)
  return { train, validation, dropped, counts, warnings: warningsOf(counts) }
}

/** The order of training: by hash of seed and id, so it depends on neither the order nor the number of other rows. */
export function shuffle<R extends { id: string }>(rows: readonly R[], seed: number): R[] {
  return rows
    .map((row) => ({ row, place: `${sha256(`${seed}\n${row.id}`)} ${row.id}` }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ row }) => row)
}

/** Validation rows are looked at first: of two equal rows in both splits, the training row goes. */
function withoutDuplicates<R extends Example | Pair>(drafts: readonly Sound<R>[]) {
  const seen = new Map<string, string>()
  const duplicates: { draft: Sound<R>; reason: DropReason }[] = []
  const kept: Sound<R>[] = []
  const isValidation = ({ row }: Sound<R>) => row.split === 'validation'
  for (const draft of [...drafts.filter(isValidation), ...drafts.filter((draft) => !isValidation(draft))]) {
    const key = JSON.stringify([promptText(draft.row.prompt), ...draft.texts.map((text) => text.trim())])
    const twin = seen.get(key)
    if (twin === undefined) {
      seen.set(key, draft.row.split)
      kept.push(draft)
    } else {
      const reason = twin === draft.row.split ? 'duplicate' : 'duplicate of a validation row'
      duplicates.push({ draft, reason })
    }
  }
  return { kept, duplicates }
}

function warningsOf(counts: Counts): string[] {
  const noValidation =
    counts.validation === 0
      ? 'There is no validation row, so early stopping has nothing to look at. Add prompts or raise the validation ratio.'
      : undefined
  return [noValidation, contaminationWarning(counts.contamination), lengthWarning(counts)].filter(
    (warning) => warning !== undefined,
  )
}

function nothingLeft(counts: Counts): LatticeError {
  const reasons = Object.entries(counts.dropped).map(([reason, n]) => `${n} ${reason}`)
  if (counts.validation > 0) reasons.push(`${counts.validation} in validation`)
  const fate =
    reasons.length === 0 ? 'Nothing was selected' : `Of ${counts.drafted} rows: ${reasons.join(', ')}`
  return new LatticeError(`No training row is left. ${fate}.`, {
    hint: 'Generate more candidates or use more prompts, or select with a lower score or margin.',
  })
}
