/**
 * A run as it lies on disk, for those who only look: its steps, the files they made, and what each step read. Whatever
 * shows, compares or exports a run opens it here.
 */
import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { z } from 'zod'
import type { Config } from '../core/config/schema.js'
import { ArtifactError } from '../core/errors.js'
import { type ProbeRow, probeRowSchema } from '../core/probes.js'
import type { Redactor } from '../core/redaction/redact.js'
import { contentHash } from '../io/files/hash.js'
import { readRecords } from '../io/files/jsonl.js'
import { type Ledger, viewLedger } from '../io/ledger/ledger.js'
import type { RunRow } from '../io/ledger/runs.js'
import type { StepRow } from '../io/ledger/steps.js'
import type { MetricRow } from '../io/ledger/training.js'
import { probesFile, probesSoFar } from './probes.js'
import { openDoor, redactorFor } from './redaction.js'
import { type StepFiles, stepFiles } from './run-view/step-files.js'
import type { Recipe } from './step.js'

export interface RunView {
  run: Pick<RunRow, 'id' | 'status'>
  /** What the run stands on, in the order of the work; each is done. */
  steps: RunStep[]
  /** Steps that it began and did not finish, and has not made since. */
  unfinished: RunStep[]
  step(id: string): RunStep | undefined
  /** Metrics of a training, in the order of training. */
  metrics(step: Pick<RunStep, 'row'>): MetricRow[]
  /** What probe prompts were answered in a training, so far when it isn't done. */
  probes(step: RunStep): Promise<ProbeRow[]>
}

export interface RunStep extends StepFiles {
  id: string
  row: StepRow
  recipe: Recipe
  /** The records of what it read, by the input's name: as it read them, also when the run has newer ones. */
  readInput<T extends z.ZodType>(input: string, schema: T): AsyncIterable<z.output<T>>
}

type ViewedRun = Pick<RunRow, 'id' | 'status'>

/** Reads the ledger once and closes it; files are opened, and checked, when they are read. */
export function viewRun(outputs: string, run: ViewedRun): RunView {
  const ledger = viewLedger(outputs)
  try {
    return runViewOn({ ledger, outputs, run })
  } finally {
    ledger.close()
  }
}

/**
 * The same on a ledger that is open already.
 * @param verified false for files that were made a moment ago, which need not be hashed again
 */
export function runViewOn({
  ledger,
  outputs,
  run,
  verified = true,
}: {
  ledger: Ledger
  outputs: string
  run: ViewedRun
  verified?: boolean
}): RunView {
  const done = ledger.runs.steps(run.id).flatMap(({ step }) => ledger.steps.get(step) ?? [])
  const begun = unfinishedRows(ledger, run.id, done)
  const trained = [...done, ...begun].filter(({ stage }) => stage === 'train')
  const metrics = new Map(trained.map(({ key }) => [key, ledger.training.metrics(key)]))
  const config = ledger.runs.find(run.id)?.config as Config
  const redactor = () => redactorFor(config)
  const opened = new Map<string, StepFiles>()
  const filesOf = (row: StepRow) => {
    const files = opened.get(row.key) ?? stepFiles(outputs, row, { verified })
    opened.set(row.key, files)
    return files
  }
  const view = (row: StepRow): RunStep => {
    const makers = makersOf(row, done, ledger)
    const readInput: RunStep['readInput'] = (input, schema) => {
      const maker = makers.get(input)
      const [, name = ''] = row.inputs[input]?.source.split('/') ?? []
      return maker
        ? filesOf(maker).read(name, schema)
        : givenRecords({ row, input, schema, verified, redactor })
    }
    return { id: row.id, row, recipe: row.preimage as Recipe, ...filesOf(row), readInput }
  }
  const steps = done.map(view)
  return {
    run,
    steps,
    unfinished: begun.map(view),
    step: (id) => steps.find((step) => step.id === id),
    metrics: ({ row }) => metrics.get(row.key) ?? [],
    probes: async ({ row, read }) => {
      if (row.status !== 'done') return probesSoFar(join(outputs, row.folder))
      const rows: ProbeRow[] = []
      for await (const probe of read(probesFile, probeRowSchema)) rows.push(probe)
      return rows
    },
  }
}

/** The ledger has them only in its events. */
function unfinishedRows(ledger: Ledger, run: string, done: readonly StepRow[]): StepRow[] {
  const ids = new Set(done.map(({ id }) => id))
  const begun = ledger
    .events({ run })
    .flatMap(({ kind, step }) => (kind === 'step-started' && step !== null ? [step] : []))
  return [...new Set(begun)]
    .flatMap((key) => ledger.steps.get(key) ?? [])
    .filter(({ id, status }) => status !== 'done' && !ids.has(id))
}

/** The steps whose files it read, which may be others than the run has since. */
function makersOf({ inputs }: StepRow, done: readonly StepRow[], ledger: Ledger): Map<string, StepRow> {
  return new Map(
    Object.entries(inputs).flatMap(([input, { source, sha256 }]) => {
      const [id = '', name = ''] = source.split('/')
      const holds = ({ artifacts }: StepRow) =>
        artifacts.some((file) => file.name === name && file.sha256 === sha256)
      const maker = done.find((row) => row.id === id && holds(row)) ?? ledger.steps.made({ id, name, sha256 })
      return maker ? [[input, maker] as const] : []
    }),
  )
}

/** Of a file that a person gave. */
async function* givenRecords<T extends z.ZodType>({
  row,
  input,
  schema,
  verified,
  redactor,
}: {
  row: StepRow
  input: string
  schema: T
  verified: boolean
  redactor: () => Redactor | null
}): AsyncGenerator<z.output<T>> {
  const given = row.inputs[input]
  if (!given) return
  if (!isAbsolute(given.source) || !existsSync(given.source))
    throw new ArtifactError(`${given.source}, which ${row.id} read, is gone.`)
  if (verified && contentHash(given.source) !== given.sha256)
    throw new ArtifactError(`${given.source} is not what ${row.id} read: it was changed since.`)
  // The step redacted a user's file as it read it; the file itself is as it was.
  const reader = (row.preimage as Recipe).redaction ? redactor() : null
  const records = readRecords(given.source, schema)
  yield* reader ? openDoor(reader).records(records, given.source) : records
}
