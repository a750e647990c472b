/**
 * Everything that the page of a run tells, as one value: the engine collects it from ledger and files, the report
 * turns it into a page. What a run does not have yet is null or empty, and the page says so.
 */
import type { DatasetManifest } from './dataset/manifest.js'
import type { Evaluation } from './evaluation/evaluated.js'
import type { PairedResult } from './evaluation/paired.js'
import type { Report } from './evaluation/report.js'
import type { SelectionReport } from './evaluation/selection.js'
import type { AgreementDocument } from './import/agreement.js'
import type { ImportDocument } from './import/document.js'
import type { ProbeStrip } from './probes.js'
import type { PromptClass, Split } from './records.js'

export interface ReportData {
  /** version of lattice that writes the page */
  lattice: string
  /** when it is written, ISO 8601 */
  writtenAt: string
  run: ReportedRun
  /** the resolved config as YAML */
  config: string
  asked: Asked
  evaluation: ReportedEvaluation | null
  trainings: ReportedTraining[]
  prompts: PromptCount[]
  selection: SelectionReport | null
  /** What was imported, and how far the critic agrees with what people said of it. */
  imported: ImportDocument | null
  agreement: AgreementDocument | null
  datasets: { name: string; manifest: DatasetManifest; warnings: string[] }[]
  /** in the order of their work */
  steps: ReportedStep[]
}

export interface ReportedRun {
  id: string
  status: string
  createdAt: string
  updatedAt: string
  /** the command that makes this run again */
  command: string
  seed: number | null
  git: { commit: string; dirty: boolean } | null
  /** how it was made, one line each: what, and how */
  environment: [string, string][]
}

export interface Asked {
  generator: string | null
  critic: string | null
  constitution: {
    title: string
    hash: string
    principles: { id: string; text: string; weight: number }[]
  } | null
}

export interface ReportedEvaluation {
  report: Report
  pairs: PairedResult[]
  /** every model's answers */
  evaluations: Evaluation[]
  /** what the declaring judge finds broken: candidate id → principle ids */
  violations: ReadonlyMap<string, string[]>
}

export interface ReportedTraining {
  name: string
  method: string
  /** what it starts from: `base`, or another training */
  from: string | null
  done: boolean
  /** what its loss is the sum of, as `sigmoid + sft`; null for SFT */
  loss: string | null
  metrics: TrainingMetric[]
  /** what probe prompts were answered on the way */
  probes: ProbeStrip[]
  bestStep: number | null
  plannedSteps: number | null
  stopped: string | null
  /** counts of the training that a reader wants: what → how many */
  facts: [string, string][]
}

export interface TrainingMetric {
  step: number
  split: 'train' | 'validation'
  /** null where it was no finite number */
  values: Record<string, number | null>
}

export interface PromptCount {
  split: Split
  class: PromptClass
  n: number
}

export interface ReportedStep {
  id: string
  stage: string
  key: string
  fingerprint: string
  status: string
  /** why an output is no longer what the ledger says, or null */
  damage: string | null
  attempt: number
  startedAt: string
  finishedAt: string | null
  error: string | null
  inputs: { name: string; source: string; sha256: string }[]
  outputs: { name: string; sha256: string; bytes: number; rows: number | null }[]
  facts: [string, string][]
  dropped: { reason: string; n: number }[]
  proofs: { name: string; passed: boolean; value: string | null; detail: string }[]
}
