import { existsSync } from 'node:fs'
import { type Evaluation, evaluationSchema } from '../../core/evaluation/evaluated.js'
import { pairedResultsSchema } from '../../core/evaluation/paired.js'
import { type Report, reportSchema } from '../../core/evaluation/report.js'
import { verdictSchema } from '../../core/records.js'
import type { ReportedEvaluation } from '../../core/report-data.js'
import { readRecords } from '../../io/files/jsonl.js'
import { documentOf, fileOf, type UsedStep } from './files.js'

/** What the last comparison of the run found, or null when there is none. */
export async function evaluationOf(steps: readonly UsedStep[]): Promise<ReportedEvaluation | null> {
  const step = steps.findLast(({ row }) => row.stage === 'compare' && row.status === 'done')
  const report = step && documentOf(step, 'report.json', reportSchema)
  if (!report) return null
  const evaluations: Evaluation[] = []
  const path = fileOf(step, 'evaluations.jsonl')
  if (existsSync(path)) for await (const row of readRecords(path, evaluationSchema)) evaluations.push(row)
  return {
    report,
    pairs: documentOf(step, 'paired_results.json', pairedResultsSchema) ?? [],
    evaluations,
    violations: await violationsOf(steps, report),
  }
}

/** What the declaring judge says of each answer: the principles that it breaks. */
async function violationsOf(steps: readonly UsedStep[], { models, declared }: Report) {
  const violations = new Map<string, string[]>()
  const judging = models.map((model) => `judge:${model}:${declared.judge}`)
  for (const step of steps.filter(({ row }) => judging.includes(row.id))) {
    const path = fileOf(step, 'verdicts.jsonl')
    if (!existsSync(path)) continue
    for await (const { subject, question, answer } of readRecords(path, verdictSchema)) {
      if (answer !== 'violates') continue
      violations.set(subject, [...(violations.get(subject) ?? []), question])
    }
  }
  return violations
}
