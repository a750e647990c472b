/** Collects from the ledger and the files of a run what its page tells. It reads, and changes nothing. */
import { stringify } from 'yaml'
import type { z } from 'zod'
import { manifestSchema } from '../core/dataset/manifest.js'
import { ArtifactError } from '../core/errors.js'
import type { SelectionReport } from '../core/evaluation/selection.js'
import { agreementSchema } from '../core/import/agreement.js'
import { importSchema } from '../core/import/document.js'
import { promptSchema } from '../core/records.js'
import type { PromptCount, ReportData } from '../core/report-data.js'
import { viewLedger } from '../io/ledger/ledger.js'
import type { RunRow } from '../io/ledger/runs.js'
import { ledgerHistory } from './history.js'
import { evaluationOf } from './report-data/evaluation.js'
import { askedBy, reportedRun, withoutHome } from './report-data/run.js'
import { reportedStep } from './report-data/steps.js'
import { trainingOf } from './report-data/training.js'
import { type RunStep, type RunView, runViewOn } from './run-view.js'
import { selectionReport } from './selection-report.js'

/** @throws ArtifactError when a file that the page tells of isn't whole. */
export async function reportData({
  outputs,
  run,
  lattice,
  writtenAt,
}: {
  outputs: string
  run: RunRow
  /** version of lattice */
  lattice: string
  writtenAt: string
}): Promise<ReportData> {
  const ledger = viewLedger(outputs)
  try {
    const history = ledgerHistory(ledger, outputs)
    const view = runViewOn({ ledger, outputs, run })
    const steps = [...view.steps, ...view.unfinished]
    return {
      lattice,
      writtenAt,
      run: reportedRun(run),
      config: withoutHome(stringify(run.config, { aliasDuplicateObjects: false })),
      asked: askedBy(run, steps),
      evaluation: await evaluationOf(view),
      trainings: await Promise.all(
        steps.filter(({ row }) => row.stage === 'train').map((step) => trainingOf(step, view)),
      ),
      prompts: await promptCounts(steps),
      selection: await selectionOf(view),
      imported: documentOf(steps, 'import', 'import.json', importSchema),
      agreement: documentOf(steps, 'agreement', 'agreement.json', agreementSchema),
      datasets: datasetsOf(steps),
      steps: steps.map((step) => reportedStep(step, { ledger, history })),
    }
  } finally {
    ledger.close()
  }
}

function documentOf<T extends z.ZodType>(
  steps: readonly RunStep[],
  stage: string,
  file: string,
  schema: T,
): z.output<T> | null {
  const step = steps.find(({ row }) => row.stage === stage && row.status === 'done')
  return step?.document(file, schema) ?? null
}

/** Damage of what was selected is told in the chain of hashes, and takes no result away. */
async function selectionOf(view: RunView): Promise<SelectionReport | null> {
  if (!view.steps.some(({ row }) => row.stage === 'select')) return null
  try {
    return await selectionReport(view)
  } catch (error) {
    if (error instanceof ArtifactError) return null
    throw error
  }
}

async function promptCounts(steps: readonly RunStep[]): Promise<PromptCount[]> {
  const step = steps.find(({ row }) => row.stage === 'prompts')
  const counts = new Map<string, PromptCount>()
  for await (const prompt of step?.read('prompts.jsonl', promptSchema) ?? []) {
    const place = `${prompt.split} ${prompt.class}`
    const known = counts.get(place) ?? { split: prompt.split, class: prompt.class, n: 0 }
    counts.set(place, { ...known, n: known.n + 1 })
  }
  return [...counts.values()]
}

function datasetsOf(steps: readonly RunStep[]): ReportData['datasets'] {
  return steps
    .filter(({ row }) => row.stage === 'dataset')
    .flatMap((step) => {
      const manifest = step.document('manifest.json', manifestSchema)
      const warnings = Array.isArray(step.row.facts.warnings) ? step.row.facts.warnings.map(String) : []
      return manifest === null ? [] : { name: nameOf(step), manifest, warnings }
    })
}

const nameOf = ({ row }: RunStep) => row.id.split(':').slice(1).join(':')
