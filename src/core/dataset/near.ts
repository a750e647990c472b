/**
 * Rows that repeat in other words what stands elsewhere. Nothing is moved between splits: a training row that is too near
 * to another split goes, and of near-duplicates within training the first one stays.
 *
 * A validation row near an evaluation prompt goes as well: validation picks the checkpoint, and a checkpoint that was
 * picked on the evaluation is tuned to it. Validation rows that repeat each other stay; they teach nothing.
 */
import { promptWords, rowParts } from '../duplicates/compared.js'
import type { ContaminationSearch, Found } from '../duplicates/contamination.js'
import { createNearIndex, type NearSettings } from '../duplicates/near-index.js'
import type { Example, Pair } from '../records.js'
import type { Sound } from './sift.js'

export interface NearDuplicates extends NearSettings {
  /** Whether they go. They are counted in any case. */
  enabled: boolean
}

const nearReasons = {
  evaluation: 'near-duplicate of an evaluation prompt',
  quoted: 'quotes an evaluation prompt',
  validation: 'near-duplicate of a validation prompt',
  training: 'near-duplicate',
} as const

export type NearReason = (typeof nearReasons)[keyof typeof nearReasons]

export interface Twin {
  /** Id of a prompt, or of a training row. */
  id: string
  /** 0..1: of what is compared, what both share over what either has; for a quotation, the share of the prompt. */
  similarity: number
}

interface Near<R> {
  draft: Sound<R>
  reason: NearReason
  twin: Twin
}

/** @param drafts validation rows first; the order decides which of two training rows is the first */
export function withoutNearDuplicates<R extends Example | Pair>(
  drafts: readonly Sound<R>[],
  { search, nearDuplicates }: { search: ContaminationSearch; nearDuplicates: NearDuplicates },
): { kept: Sound<R>[]; near: Near<R>[] } {
  if (!nearDuplicates.enabled) return { kept: [...drafts], near: [] }
  const validation = createTwins(nearDuplicates)
  const training = createTwins(nearDuplicates)
  const kept: Sound<R>[] = []
  const near: Near<R>[] = []
  for (const draft of drafts) {
    const { row, promptId } = draft
    const reject = (reason: NearReason, twin: Twin) => near.push({ draft, reason, twin })
    const leak = leakOf(search.look(lookedAt(row)), search, nearDuplicates)
    if (leak) reject(leak.reason, leak.twin)
    else if (row.split === 'validation') {
      validation.keep([promptWords(row.prompt)], promptId)
      kept.push(draft)
    } else {
      const across = validation.find([promptWords(row.prompt)])
      const within = across ? undefined : training.find(rowParts(row))
      if (across) reject(nearReasons.validation, across)
      else if (within) reject(nearReasons.training, within)
      else {
        training.keep(rowParts(row), row.id)
        kept.push(draft)
      }
    }
  }
  return { kept, near }
}

/** A row as the search for evaluation prompts takes it. */
export function lookedAt(row: Example | Pair) {
  const [prompt = '', ...answers] = rowParts(row)
  return { id: row.id, prompt, answers }
}

function leakOf(
  { near: [near], shared: [shared] }: Found,
  { idOf }: ContaminationSearch,
  { threshold }: NearSettings,
): { reason: NearReason; twin: Twin } | undefined {
  if (near)
    return { reason: nearReasons.evaluation, twin: { id: idOf(near.prompt), similarity: near.similarity } }
  if (shared && shared.share >= threshold)
    return { reason: nearReasons.quoted, twin: { id: idOf(shared.prompt), similarity: shared.share } }
  return undefined
}

/** Texts that were kept, by whose id they are found again. */
function createTwins(settings: NearSettings) {
  const index = createNearIndex(settings)
  const ids: string[] = []
  return {
    keep(parts: readonly string[], id: string): void {
      const { text } = index.add(parts)
      if (text === ids.length) ids.push(id)
    },
    find(parts: readonly string[]): Twin | undefined {
      const [match] = index.find(parts)
      return match && { id: ids[match.text]!, similarity: match.similarity }
    },
  }
}
