/** How well a critic tells good answers from bad ones, against labels that it was not trained on. */
import { agreementOf, confusionOf } from './statistics/agreement.js'

export interface Labelled {
  class: string
  /** What the label says. */
  good: boolean
  /** What the critic says; null when it could not be understood. */
  judgedGood: boolean | null
}

export interface CriticFigures {
  n: number
  unparsed: number
  /** Mean of sensitivity and specificity, 0..1; null when either label is missing. */
  balancedAccuracy: number | null
  /** Share of the good answers that it calls good. */
  sensitivity: number | null
  /** Share of the bad answers that it calls bad. */
  specificity: number | null
}

/** The unparsed count as wrong: a critic that says nothing helps nobody. */
export function criticFigures(rows: readonly Labelled[]): CriticFigures {
  const confusion = confusionOf(
    rows.map(({ good, judgedGood }) => ({ gold: good, said: judgedGood ?? !good })),
  )
  const { n, recall, falsePositiveRate, balancedAccuracy } = agreementOf(confusion)
  return {
    n,
    unparsed: rows.filter(({ judgedGood }) => judgedGood === null).length,
    balancedAccuracy: balancedAccuracy?.value ?? null,
    sensitivity: recall?.value ?? null,
    specificity: falsePositiveRate === null ? null : 1 - falsePositiveRate.value,
  }
}

/** The same by class. */
export function figuresByClass(rows: readonly Labelled[]): Record<string, CriticFigures> {
  const classes = [...new Set(rows.map((row) => row.class))]
  return Object.fromEntries(
    classes.map((name) => [name, criticFigures(rows.filter((row) => row.class === name))]),
  )
}
