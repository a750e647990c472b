/** Evaluations of a base and of what was trained on it -> the report. */
import { PrerequisiteError } from '../errors.js'
import { promptClasses } from '../records.js'
import { type Difference, difference } from './difference.js'
import { type Decoding, decodings, type Evaluation } from './evaluated.js'
import { selectionGap } from './gap.js'
import {
  degenerateRate,
  helpfulRate,
  length,
  type Measure,
  meanScore,
  overRefusal,
  type Scope,
  safeRate,
} from './measures.js'
import { behaviourOf, metricsOf } from './metrics.js'
import type { Report, ReportJudge } from './report.js'
import { rounded } from './rounded.js'

export interface Judge {
  name: string
  /** identity of the judge, as its verdicts hold it */
  identity: string
  /** whether the training data was selected by it */
  selectedData: boolean
}

interface Comparison {
  baseline: string
  tuned: readonly string[]
  rows: readonly Evaluation[]
  judges: readonly Judge[]
  /** of the bootstrap */
  seed: number
}

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
  return {
    ...headline({ comparison, judge, decoding, finetuned }),
    schema: 'lattice-eval/1',
    models,
    judges: shownJudges,
    prompts: promptCounts(rows, baseline),
    samples: sampleCounts(rows),
    metrics: cells(models, present).flatMap((cell) =>
      judges.map(({ name }) => ({ ...cell, judge: name, ...metricsOf({ ...of(rows, cell), judge: name }) })),
    ),
    behaviour: cells(models, present).map((cell) => ({ ...cell, ...behaviourOf(of(rows, cell)) })),
    comparisons: comparisonsOf(comparison, present),
    selection_gap: gaps,
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

const scopes: readonly Scope[] = ['all', ...promptClasses]

function cells(models: readonly string[], present: readonly Decoding[]): Cell[] {
  return models.flatMap((model) =>
    present.flatMap((decoding) => scopes.map((scope) => ({ model, decoding, scope }))),
  )
}

const of = (rows: readonly Evaluation[], { model, ...rest }: Cell) => ({
  rows: rows.filter((row) => row.model === model),
  ...rest,
})

function declaredBy({ baseline, tuned, rows, judges }: Comparison, present: readonly Decoding[]) {
  const judge = (judges.find(({ selectedData }) => !selectedData) ?? judges[0])?.name
  const finetuned = tuned.at(-1)
  const decoding = present[0]
  const answered = new Set(rows.filter(({ model }) => model === baseline).map(({ promptId }) => promptId))
  const paired = rows.some(({ model, promptId }) => model === finetuned && answered.has(promptId))
  if (judge === undefined || finetuned === undefined || decoding === undefined || !paired) {
    throw new PrerequisiteError(
      `There is nothing to compare: ${judges.length} judges, and no evaluation prompt that both ${baseline} and ${finetuned ?? 'a trained model'} answered.`,
      { hint: 'Evaluate both models on the same prompts with at least one judge.' },
    )
  }
  return { judge, finetuned, decoding }
}

function headline({
  comparison: { baseline, rows, seed },
  judge,
  decoding,
  finetuned,
}: {
  comparison: Comparison
  judge: string
  decoding: Decoding
  finetuned: string
}): Pick<Report, 'baseline' | 'finetuned' | 'delta' | 'declared'> {
  const figures = (model: string) => {
    const { mean_score, std_dev, safe_rate, num_samples } = metricsOf({
      ...of(rows, { model, decoding, scope: 'all' }),
      judge,
    })
    return { mean_score, std_dev, safe_rate, num_samples }
  }
  const compared = { rows, from: baseline, to: finetuned, decoding, scope: 'all' as const, seed }
  const score = difference({ ...compared, measure: meanScore(judge) })
  const safe = difference({ ...compared, measure: safeRate(judge) })
  // A judge that gives no score still says safe or not.
  const { win, tie, loss, n } = score.n > 0 ? score : safe
  return {
    baseline: figures(baseline),
    finetuned: figures(finetuned),
    delta: {
      delta_mean: score.delta,
      delta_safe_rate: safe.delta,
      improved_fraction: n === 0 ? null : rounded(win / n),
    },
    declared: { judge, decoding, baseline, finetuned, win, tie, loss },
  }
}

function comparisonsOf(comparison: Comparison, present: readonly Decoding[]): Difference[] {
  const { baseline, tuned, rows, judges, seed } = comparison
  const steps = tuned.slice(1).map((to, index) => [tuned[index]!, to] as const)
  const pairs = [...tuned.map((to) => [baseline, to] as const), ...steps]
  const asked: [Measure, Scope][] = [
    ...judges.flatMap(({ name }) => [
      ...scopes.map((scope): [Measure, Scope] => [safeRate(name), scope]),
      ...scopes.map((scope): [Measure, Scope] => [meanScore(name), scope]),
      [helpfulRate(name), 'cooperating'] satisfies [Measure, Scope],
    ]),
    ...scopes.map((scope): [Measure, Scope] => [overRefusal, scope]),
    [degenerateRate, 'all'],
    ...scopes.map((scope): [Measure, Scope] => [length, scope]),
  ]
  return pairs
    .flatMap(([from, to]) =>
      present.flatMap((decoding) =>
        asked.map(([measure, scope]) => difference({ rows, from, to, measure, decoding, scope, seed })),
      ),
    )
    .filter(({ n, unparsed }) => n > 0 || unparsed > 0)
}

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

function sampleCounts(rows: readonly Evaluation[]): Report['samples'] {
  const most = (decoding: Decoding) =>
    rows.reduce((max, { samples }) => Math.max(max, samples.filter((s) => s.decoding === decoding).length), 0)
  return { greedy: most('greedy'), sampled: most('sampled') }
}

function warningsOf({
  comparison: { rows, baseline },
  judges,
  models,
}: {
  comparison: Comparison
  judges: readonly ReportJudge[]
  models: readonly string[]
}): string[] {
  const answered = (model: string) => rows.filter((row) => row.model === model).length
  const uneven = models.filter((model) => answered(model) !== answered(baseline))
  return [
    ...(judges.every(({ selected_data }) => selected_data)
      ? ['Every judge here also selected the training data: the gain may be its taste and no more.']
      : []),
    ...uneven.map(
      (model) =>
        `${model} answered ${answered(model)} prompts and ${baseline} ${answered(baseline)}: only shared ones are compared.`,
    ),
  ]
}
