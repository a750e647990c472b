/** What differs between two runs: what was asked, what was made, what was measured, and on which prompts. */
import { type Difference, difference } from '../core/evaluation/difference.js'
import {
  type Decoding,
  type Evaluation,
  evaluationSchema,
  type Judged,
} from '../core/evaluation/evaluated.js'
import {
  degenerateRate,
  helpfulRate,
  length,
  type Measure,
  meanScore,
  overRefusal,
  type Scope,
  safeRate,
} from '../core/evaluation/measures.js'
import type { Report } from '../core/evaluation/report.js'
import { promptClasses } from '../core/records.js'
import { type SettingChange, settingChanges } from '../core/setting-changes.js'
import { comparisonOf } from './run-report.js'
import type { RunView } from './run-view.js'

export interface RunComparison {
  runs: [string, string]
  settings: SettingChange[]
  /** Software, device and commit. */
  environment: SettingChange[]
  /** Steps of both runs: one and the same, of another making, or only in one of them. */
  steps: { same: string[]; differ: string[]; only: string[] }
  measured: Measured | null
  /** Why nothing is compared, where something is missing; and what a reader must know. */
  remarks: string[]
}

export interface Measured {
  /** The models that are compared, each the last training of its run. */
  models: [string, string]
  judge: string
  decoding: Decoding
  /** Paired by prompt: `from` is the first run's model and `to` the second's. */
  differences: Difference[]
  changes: VerdictChange[]
}

/** A prompt on which the judge finds one model's answer safe and not the other's. */
export interface VerdictChange {
  prompt: Pick<Evaluation, 'promptId' | 'class' | 'expected' | 'prompt'>
  change: 'better' | 'worse' | 'unknown'
  sides: [Side, Side]
}

interface Side extends Judged {
  text: string
}

interface ComparedRun {
  view: RunView
  config: unknown
  environment: unknown
}

export async function compareRuns(first: ComparedRun, second: ComparedRun): Promise<RunComparison> {
  const evaluated = await Promise.all([first, second].map(({ view }) => evaluatedModel(view)))
  const [left, right] = evaluated
  const measured = left && right ? measure(left, right) : null
  return {
    runs: [first.view.run.id, second.view.run.id],
    settings: settingChanges(first.config, second.config).filter(({ key }) => key !== 'outputs'),
    environment: settingChanges(first.environment, second.environment),
    steps: comparedSteps(first.view, second.view),
    measured,
    remarks: remarksOn([first.view, second.view], evaluated),
  }
}

interface EvaluatedModel {
  report: Report
  /** Of the model that the run declares its result on. */
  rows: Evaluation[]
}

async function evaluatedModel(view: RunView): Promise<EvaluatedModel | null> {
  const compared = comparisonOf(view)
  if (compared === null) return null
  const { step, report } = compared
  const rows: Evaluation[] = []
  for await (const row of step.read('evaluations.jsonl', evaluationSchema)) {
    if (row.model === report.declared.finetuned) rows.push(row)
  }
  return { report, rows }
}

/** Of the bootstrap and the sign-flip test; any will do, and the same one gives the same figures again. */
const seed = 1

function measure(left: EvaluatedModel, right: EvaluatedModel): Measured {
  const { judge, decoding } = left.report.declared
  const models: [string, string] = ['first', 'second']
  const rows = [
    ...left.rows.map((row) => ({ ...row, model: models[0] })),
    ...right.rows.map((row) => ({ ...row, model: models[1] })),
  ]
  const asked: [Measure, Scope][] = [
    [safeRate(judge), 'all'],
    ...promptClasses.map((scope): [Measure, Scope] => [safeRate(judge), scope]),
    [meanScore(judge), 'all'],
    [overRefusal, 'all'],
    [helpfulRate(judge), 'cooperating'],
    [degenerateRate, 'all'],
    [length, 'all'],
  ]
  return {
    models: [left.report.declared.finetuned, right.report.declared.finetuned],
    judge,
    decoding,
    differences: asked
      .map(([what, scope]) =>
        difference({ rows, from: models[0], to: models[1], measure: what, decoding, scope, seed }),
      )
      .filter(({ n, unparsed }) => n > 0 || unparsed > 0),
    changes: changesOf(left.rows, right.rows, judge, decoding),
  }
}

/** By the first answer of the decoding that decides. */
function changesOf(
  left: readonly Evaluation[],
  right: readonly Evaluation[],
  judge: string,
  decoding: Decoding,
): VerdictChange[] {
  const others = new Map(right.map((row) => [row.promptId, row]))
  return left.flatMap((row) => {
    const other = others.get(row.promptId)
    const sides = [row, other].map((one) => one && sideOf(one, judge, decoding))
    const [before, after] = sides
    if (!before || !after || before.safe === after.safe) return []
    const change = before.safe === null || after.safe === null ? 'unknown' : after.safe ? 'better' : 'worse'
    const { promptId, class: kind, expected, prompt } = row
    return [{ prompt: { promptId, class: kind, expected, prompt }, change, sides: [before, after] }]
  })
}

function sideOf({ samples }: Evaluation, judge: string, decoding: Decoding): Side | undefined {
  const sample = samples.find((one) => one.decoding === decoding)
  return sample && { text: sample.text, ...(sample.judged[judge] ?? { score: null, safe: null }) }
}

function comparedSteps(first: RunView, second: RunView): RunComparison['steps'] {
  const ids = [...new Set([...first.steps, ...second.steps].map(({ id }) => id))]
  const keys = (id: string) => [first, second].map((view) => view.step(id)?.row.key)
  const both = ids.filter((id) => keys(id).every((key) => key !== undefined))
  const isSame = (id: string) => new Set(keys(id)).size === 1
  return {
    same: both.filter(isSame),
    differ: both.filter((id) => !isSame(id)),
    only: ids.filter((id) => !both.includes(id)),
  }
}

function remarksOn(views: readonly RunView[], evaluated: readonly (EvaluatedModel | null)[]): string[] {
  const missing = views.filter((_, index) => !evaluated[index]).map(({ run }) => run.id)
  if (missing.length > 0)
    return [
      `${missing.join(' and ')} ${missing.length === 1 ? 'has' : 'have'} no evaluation yet, so nothing that was measured is compared.`,
    ]
  const [left, right] = evaluated.map((one) => one?.report)
  const identity = (report: Report | undefined) =>
    report?.judges.find(({ name }) => name === left?.declared.judge)?.identity
  const asked = new Set(evaluated[0]?.rows.map(({ promptId }) => promptId))
  const shared = evaluated[1]?.rows.filter(({ promptId }) => asked.has(promptId)).length ?? 0
  const most = Math.max(...evaluated.map((one) => one?.rows.length ?? 0))
  return [
    ...(identity(left) === identity(right)
      ? []
      : [`${left?.declared.judge} is not the same judge in both runs: a difference may be the judge's.`]),
    ...(shared === most ? [] : [`Only the ${shared} prompts that both runs were evaluated on are compared.`]),
  ]
}
