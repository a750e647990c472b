/** Evaluations of a base and of what was trained on it -> the report. */
import { contaminationWarning } from '../duplicates/contamination-text.js'
import { type Comparison, comparisonsOf, scopes } from './comparison.js'
import type { Difference } from './difference.js'
import { type Decoding, decodings, type Evaluation, mostSamples } from './evaluated.js'
import { flatJudgeWarnings } from './flat-judges.js'
import { selectionGap } from './gap.js'
import { declaredBy, headline } from './headline.js'
import { judgeAgreements } from './judge-agreement.js'
import type { Scope } from './measures.js'
import { behaviourOf, metricsOf } from './metrics.js'
import type { Report, ReportJudge } from './report.js'

export type { Judge } from './comparison.js'

/**
 * Compares the base with each trained model and each trained model with the one before it. The first judge that
 * did not select the data declares the result, on greedy answers where there are any.
 * @param tuned names of the trained models in the order of training; the last is "finetuned"
 * @throws PrerequisiteError when there is no judge, or no prompt that base and last model both answered.
 */
export function compareModels(comparison: Comparison): Report {
  const { baseline, tuned, rows, judges } = comparison
  const models = [baseline, ...tuned]
  const present = decodings.filter((decoding) =>
    rows.some((row) => row.samples.some((s) => s.decoding === decoding)),
  )
  const { judge, decoding, finetuned } = declaredBy(comparison, present)
  const shownJudges = judges.map((shown) => ({
    name: shown.name,
    identity: shown.identity,
    selected_data: shown.selectedData,
    licence: 'none' as const,
  }))
  const base = { rows, from: baseline, to: finetuned, seed: comparison.seed }
  const gaps = present.flatMap((each) =>
    selectionGap({ ...base, judges: shownJudges, declaring: judge, decoding: each }),
  )
  const comparisons = comparisonsOf(comparison, present)
  return {
    ...headline({ comparison, comparisons, judge, decoding, finetuned }),
    schema: 'lattice-eval/2',
    models,
    judges: shownJudges,
    prompts: promptCounts(rows, baseline),
    samples: { greedy: mostSamples(rows, 'greedy'), sampled: mostSamples(rows, 'sampled') },
    metrics: cells(models, present).flatMap((cell) =>
      judges.map(({ name }) => ({ ...cell, judge: name, ...metricsOf({ ...of(rows, cell), judge: name }) })),
    ),
    behaviour: cells(models, present).map((cell) => ({ ...cell, ...behaviourOf(of(rows, cell)) })),
    comparisons,
    selection_gap: gaps,
    contamination: comparison.contamination ?? null,
    judge_agreement: judgeAgreements({ rows, models, judges: judges.map(({ name }) => name), decoding }),
    warnings: warningsOf({ comparison, judges: shownJudges, models }),
  }
}

/** The four numbers that decide (design.md, law 3), from base to last model: never one alone. */
export function fourNumbers({ comparisons, declared }: Report, decoding: Decoding): Difference[] {
  const wanted = [
    ['safe_rate', 'all'],
    ['over_refusal', 'all'],
    ['helpful_rate', 'cooperating'],
    ['degenerate_rate', 'all'],
  ]
  return wanted.flatMap(([measure, scope]) =>
    comparisons.filter(
      (row) =>
        row.measure === measure &&
        row.scope === scope &&
        row.decoding === decoding &&
        row.from === declared.baseline &&
        row.to === declared.finetuned &&
        (row.judge === null || row.judge === declared.judge),
    ),
  )
}

interface Cell {
  model: string
  decoding: Decoding
  scope: Scope
}

function cells(models: readonly string[], present: readonly Decoding[]): Cell[] {
  return models.flatMap((model) =>
    present.flatMap((decoding) => scopes.map((scope) => ({ model, decoding, scope }))),
  )
}

const of = (rows: readonly Evaluation[], { model, ...rest }: Cell) => ({
  rows: rows.filter((row) => row.model === model),
  ...rest,
})

function promptCounts(rows: readonly Evaluation[], baseline: string): Report['prompts'] {
  const answered = rows.filter(({ model }) => model === baseline)
  const count = (name: string) => answered.filter((row) => row.class === name).length
  return {
    all: answered.length,
    adversarial: count('adversarial'),
    borderline: count('borderline'),
    cooperating: count('cooperating'),
  }
}

function warningsOf({
  comparison: { rows, baseline, embedded, contamination },
  judges,
  models,
}: {
  comparison: Comparison
  judges: readonly ReportJudge[]
  models: readonly string[]
}): string[] {
  const answered = (model: string) => rows.filter((row) => row.model === model).length
  const leak = contamination ? contaminationWarning(contamination) : undefined
  const uneven = models.filter((model) => answered(model) !== answered(baseline))
  return [
    ...(embedded
      ? ['An embedded model knows one small made-up world. These figures say nothing of any other.']
      : []),
    ...(judges.every(({ selected_data }) => selected_data)
      ? [
          'The judge also selected the data: the gain may be its taste and no more. Name another model, or rules, under models.judge.',
        ]
      : []),
    ...flatJudgeWarnings(
      rows,
      judges.map(({ name }) => name),
    ),
    ...(leak === undefined ? [] : [leak]),
    ...uneven.map(
      (model) =>
        `${model} answered ${answered(model)} prompts and ${baseline} ${answered(baseline)}: only shared ones are compared.`,
    ),
  ]
}
