/** The two cells in which every table ends: the difference with its interval, and the verdict. */
import type { Difference } from '../core/evaluation/difference.js'
import type { Decoding } from '../core/evaluation/evaluated.js'
import type { Report } from '../core/evaluation/report.js'
import { numberDifference, rate, rateDifference } from './figures.js'
import { type Cell, cell, type Table, type Tone } from './table.js'

export function comparisonCells(comparison: Difference | undefined): Cell[] {
  if (comparison === undefined) return [cell('–', 'dim'), cell('')]
  return [cell(differenceText(comparison)), cell(comparison.verdict, toneOf(comparison))]
}

export function differenceText({ measure, delta, interval }: Difference): string {
  if (measure === 'mean_score') return numberDifference(delta, interval, 2)
  if (measure === 'words') return numberDifference(delta, interval, 1)
  return rateDifference(delta, interval)
}

/** A model's rate. The models between the two that are compared stand without interval: 80 columns hold no more. */
export function rateCell(
  report: Report,
  model: string,
  value: number | null | undefined,
  interval: readonly [number, number] | null | undefined,
): Cell {
  return cell(rate(value ?? null, isCompared(report, model) ? (interval ?? null) : null))
}

/** Whether it is one of the two that the verdict speaks of. */
export function isCompared({ declared }: Report, model: string): boolean {
  return model === declared.baseline || model === declared.finetuned
}

/** The columns of a table that shows every model and then the last against the base. */
export function modelColumns({ models, declared }: Report): Table['columns'] {
  return [
    { text: '', align: 'left' },
    ...models.map((text) => ({ text, align: 'right' as const })),
    { text: `${declared.finetuned} − ${declared.baseline}`, align: 'right' },
    { text: 'verdict', align: 'left' },
  ]
}

/** `greedy`, or `sampled, mean of 4`. */
export function decodingLabel({ samples }: Report, decoding: Decoding): string {
  return samples[decoding] === 1 ? decoding : `${decoding}, mean of ${samples[decoding]}`
}

function toneOf({ verdict }: Difference): Tone {
  if (verdict === 'improved') return 'good'
  if (verdict === 'regressed') return 'bad'
  return verdict === 'not resolved' ? 'dim' : 'plain'
}
