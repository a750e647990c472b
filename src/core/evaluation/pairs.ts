/** The value of each prompt under two models, which is all that a paired comparison looks at. */
import type { Decoding, Evaluation } from './evaluated.js'
import { inScope, type Measure, measured, type Scope } from './measures.js'

export interface Pairing {
  rows: readonly Evaluation[]
  from: string
  to: string
  measure: Measure
  decoding: Decoding
  scope: Scope
}

export interface Pairs {
  /** ids of the prompts with a value from both, sorted so that the same seed draws the same prompts */
  ids: string[]
  values: (readonly [from: number, to: number])[]
  /** samples of both models that nothing is known of */
  unparsed: number
  /** the most samples that a model has for a prompt */
  samples: number
}

/** @param missing what an unknown sample of each model counts as; by default it enters nothing */
export function pairsOf(
  { rows, from, to, measure, decoding, scope }: Pairing,
  missing: { from: number; to: number } | null = null,
): Pairs {
  const inside = rows.filter(inScope(scope)).filter(measure.applies)
  const of = (model: string, unknown: number | null) =>
    new Map(
      inside
        .filter((row) => row.model === model)
        .map((row) => [row.promptId, measured(row, measure, decoding, unknown)] as const),
    )
  const [before, after] = [of(from, missing?.from ?? null), of(to, missing?.to ?? null)]
  const both = [...before.keys()].filter((id) => after.has(id)).sort()
  const sides = both.flatMap((id) => [before.get(id)!, after.get(id)!])
  const valued = both
    .map((id) => ({ id, pair: [before.get(id)!.value, after.get(id)!.value] as const }))
    .filter((prompt): prompt is { id: string; pair: readonly [number, number] } =>
      prompt.pair.every((value) => value !== null),
    )
  return {
    ids: valued.map(({ id }) => id),
    values: valued.map(({ pair }) => pair),
    unparsed: sides.reduce((sum, { unknown }) => sum + unknown, 0),
    samples: sides.reduce((most, { samples }) => Math.max(most, samples), 0),
  }
}
