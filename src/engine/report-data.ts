/** Collects from the ledger and the files of a run what its page tells. It reads, and changes nothing. */
import { existsSync } from 'node:fs'
import { stringify } from 'yaml'
import { manifestSchema } from '../core/dataset/manifest.js'
import { promptSchema } from '../core/records.js'
import type { PromptCount, ReportData } from '../core/report-data.js'
import { readRecords } from '../io/files/jsonl.js'
import { type Ledger, viewLedger } from '../io/ledger/ledger.js'
import type { RunRow } from '../io/ledger/runs.js'
import { ledgerHistory } from './history.js'
import { evaluationOf } from './report-data/evaluation.js'
import { documentOf, fileOf, type UsedStep } from './report-data/files.js'
import { askedBy, reportedRun, withoutHome } from './report-data/run.js'
import { reportedStep } from './report-data/steps.js'
import { trainingOf } from './report-data/training.js'

/** @throws LatticeError when a file of the run is not what this version of lattice can read. */
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
    const steps = usedSteps(ledger, run.id, outputs)
    return {
      lattice,
      writtenAt,
      run: reportedRun(run),
      config: withoutHome(stringify(run.config, { aliasDuplicateObjects: false })),
      asked: askedBy(run, steps),
      evaluation: await evaluationOf(steps),
      trainings: steps.filter(({ row }) => row.stage === 'train').map((step) => trainingOf(step, ledger)),
      prompts: await promptCounts(steps),
      datasets: datasetsOf(steps),
      steps: steps.map((step) => reportedStep(step, { ledger, history })),
    }
  } finally {
    ledger.close()
  }
}

/** The steps of the run, then those that it began and did not finish, which the ledger has only in its events. */
function usedSteps(ledger: Ledger, run: string, outputs: string): UsedStep[] {
  const done = ledger.runs.steps(run).map(({ step }) => step)
  const begun = ledger
    .events({ run })
    .flatMap(({ kind, step }) => (kind === 'step-started' && step ? [step] : []))
  const rows = [...new Set([...done, ...begun])].flatMap((key) => ledger.steps.get(key) ?? [])
  const ids = new Set(rows.filter(({ key }) => done.includes(key)).map(({ id }) => id))
  return rows
    .filter(({ key, id, status }) => done.includes(key) || (!ids.has(id) && status !== 'done'))
    .map((row) => ({ row, outputs }))
}

async function promptCounts(steps: readonly UsedStep[]): Promise<PromptCount[]> {
  const step = steps.find(({ row }) => row.stage === 'prompts')
  const path = step && fileOf(step, 'prompts.jsonl')
  if (!path || !existsSync(path)) return []
  const counts = new Map<string, PromptCount>()
  for await (const prompt of readRecords(path, promptSchema)) {
    const place = `${prompt.split} ${prompt.class}`
    const known = counts.get(place) ?? { split: prompt.split, class: prompt.class, n: 0 }
    counts.set(place, { ...known, n: known.n + 1 })
  }
  return [...counts.values()]
}

function datasetsOf(steps: readonly UsedStep[]): ReportData['datasets'] {
  return steps
    .filter(({ row }) => row.stage === 'dataset')
    .flatMap((step) => {
      const manifest = documentOf(step, 'manifest.json', manifestSchema)
      const warnings = Array.isArray(step.row.facts.warnings) ? step.row.facts.warnings.map(String) : []
      return manifest === null ? [] : { name: nameOf(step), manifest, warnings }
    })
}

const nameOf = ({ row }: UsedStep) => row.id.split(':').slice(1).join(':')
