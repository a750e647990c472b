import { type Evaluation, evaluationSchema } from '../../core/evaluation/evaluated.js'
import { pairedResultsSchema } from '../../core/evaluation/paired.js'
import type { Report } from '../../core/evaluation/report.js'
import { verdictSchema } from '../../core/records.js'
import type { ReportedEvaluation } from '../../core/report-data.js'
import { comparisonOf } from '../run-report.js'
import type { RunView } from '../run-view.js'

/** What the last comparison of the run found, or null when there is none. */
export async function evaluationOf(view: RunView): Promise<ReportedEvaluation | null> {
  const compared = comparisonOf(view)
  if (compared === null) return null
  const { step, report } = compared
  const evaluations: Evaluation[] = []
  for await (const row of step.read('evaluations.jsonl', evaluationSchema)) evaluations.push(row)
  return {
    report,
    pairs: step.document('paired_results.json', pairedResultsSchema) ?? [],
    evaluations,
    violations: await violationsOf(view, report),
  }
}

/** What the declaring judge says of each answer: the principles that it breaks. */
async function violationsOf({ steps }: RunView, { models, declared }: Report) {
  const violations = new Map<string, string[]>()
  const judging = models.map((model) => `judge:${model}:${declared.judge}`)
  for (const step of steps.filter(({ id }) => judging.includes(id))) {
    for await (const { subject, question, answer } of step.read('verdicts.jsonl', verdictSchema)) {
      if (answer !== 'violates') continue
      violations.set(subject, [...(violations.get(subject) ?? []), question])
    }
  }
  return violations
}
