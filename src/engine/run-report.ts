/** What the comparison of a run found. */
import { type Report, reportSchema } from '../core/evaluation/report.js'
import type { StepFiles } from './run-view/step-files.js'
import type { RunStep, RunView } from './run-view.js'

export interface Compared {
  step: RunStep
  report: Report
}

/** The last comparison of a run, or null while it has none. @throws ArtifactError when its report isn't whole */
export function comparisonOf(view: RunView): Compared | null {
  const step = view.steps.findLast(({ row }) => row.stage === 'compare')
  const report = step ? reportOf(step) : null
  return step && report ? { step, report } : null
}

export function reportOf(step: Pick<StepFiles, 'document'>): Report | null {
  return step.document('report.json', reportSchema)
}
