/** Finding a figure in a report by where it stands. */
import type { Difference } from '../core/evaluation/difference.js'
import type { Decoding } from '../core/evaluation/evaluated.js'
import type { MeasureName, Scope } from '../core/evaluation/measures.js'
import type { Report } from '../core/evaluation/report.js'

export interface Place {
  decoding: Decoding
  scope: Scope
}

export const scopes: readonly Scope[] = ['all', 'adversarial', 'borderline', 'cooperating']

/** The comparison of two models, by default of the base with the last one. */
export function comparisonAt(
  report: Report,
  {
    measure,
    judge,
    decoding,
    scope,
    from = report.declared.baseline,
    to = report.declared.finetuned,
  }: Place & { measure: MeasureName; judge: string | null; from?: string; to?: string },
): Difference | undefined {
  return report.comparisons.find(
    (row) =>
      row.measure === measure &&
      row.judge === judge &&
      row.decoding === decoding &&
      row.scope === scope &&
      row.from === from &&
      row.to === to,
  )
}

export function metricsAt(
  report: Report,
  { model, judge, decoding, scope }: Place & { model: string; judge: string },
) {
  return report.metrics.find(
    (row) => row.model === model && row.judge === judge && row.decoding === decoding && row.scope === scope,
  )
}

export function behaviourAt(report: Report, { model, decoding, scope }: Place & { model: string }) {
  return report.behaviour.find(
    (row) => row.model === model && row.decoding === decoding && row.scope === scope,
  )
}

/** The decodings that the report holds, greedy first. */
export function decodingsOf(report: Report): Decoding[] {
  return [...new Set(report.metrics.map(({ decoding }) => decoding))]
}

/** Whether each model came after the one before it: not when the base is compared with a training as baseline. */
export function trainedInTurn({ models }: Report): boolean {
  return models.length > 2 && !models.slice(1).includes('base')
}

/** The classes with at least one prompt, after `all`. */
export function scopesOf({ prompts }: Report): Scope[] {
  return scopes.filter((scope) => prompts[scope] > 0)
}

/** The declaring judge first. */
export function judgesInOrder({ judges, declared }: Report): Report['judges'] {
  const declares = ({ name }: { name: string }) => Number(name === declared.judge)
  return [...judges].sort((a, b) => declares(b) - declares(a))
}
