/** A run as it lies on disk, for those who only look: its steps, the files they made, and what each step read. */
import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import type { Config } from '../core/config/schema.js'
import { PrerequisiteError } from '../core/errors.js'
import type { Redactor } from '../core/redaction/redact.js'
import { readRecords } from '../io/files/jsonl.js'
import { type Ledger, viewLedger } from '../io/ledger/ledger.js'
import type { RunRow } from '../io/ledger/runs.js'
import type { StepRow } from '../io/ledger/steps.js'
import type { MetricRow } from '../io/ledger/training.js'
import { openDoor, redactorFor } from './redaction.js'
import type { Recipe } from './step.js'

export interface RunView {
  run: Pick<RunRow, 'id' | 'status'>
  steps: RunStep[]
  step(id: string): RunStep | undefined
  /** Metrics of a training, in the order of training. */
  metrics(step: RunStep): MetricRow[]
}

export interface RunStep {
  id: string
  row: StepRow
  recipe: Recipe
  /** The records of one of its files; none when the file isn't there. */
  read<T extends z.ZodType>(file: string, schema: T): AsyncIterable<z.output<T>>
  /** The same of what it read, by the input's name. */
  readInput<T extends z.ZodType>(input: string, schema: T): AsyncIterable<z.output<T>>
  /** Items that came to nothing, and why. */
  dropped(): AsyncIterable<{ id: string; reason: string }>
  /** A JSON document that it made, or null. @throws PrerequisiteError when another version of lattice wrote it. */
  document<T extends z.ZodType>(file: string, schema: T): z.output<T> | null
}

/** Reads the ledger once and closes it; files are opened when they are read. */
export function viewRun(outputs: string, run: Pick<RunRow, 'id' | 'status'>): RunView {
  const ledger = viewLedger(outputs)
  try {
    return runViewOn(ledger, outputs, run)
  } finally {
    ledger.close()
  }
}

/** The same on a ledger that is open already. */
export function runViewOn(ledger: Ledger, outputs: string, run: Pick<RunRow, 'id' | 'status'>): RunView {
  const rows = ledger.runs.steps(run.id).flatMap(({ id, step }) => {
    const row = ledger.steps.get(step)
    return row ? [{ id, row }] : []
  })
  const folders = new Map(rows.map(({ id, row }) => [id, row.folder]))
  const trained = rows.filter(({ row }) => row.stage === 'train')
  const metrics = new Map(trained.map(({ row }) => [row.key, ledger.training.metrics(row.key)]))
  const config = ledger.runs.find(run.id)?.config as Config
  const redactor = () => redactorFor(config)
  const steps = rows.map(({ id, row }) => runStep({ id, row, outputs, folders, redactor }))
  return {
    run,
    steps,
    step: (id) => steps.find((step) => step.id === id),
    metrics: ({ row }) => metrics.get(row.key) ?? [],
  }
}

function runStep({
  id,
  row,
  outputs,
  folders,
  redactor,
}: {
  id: string
  row: StepRow
  outputs: string
  folders: ReadonlyMap<string, string>
  redactor: () => Redactor | null
}): RunStep {
  const path = (file: string) => join(outputs, row.folder, file)
  const inputPath = (input: string) => {
    const source = row.inputs[input]?.source
    if (source === undefined || isAbsolute(source)) return source
    const [step = '', ...file] = source.split('/')
    return join(outputs, folders.get(step) ?? '', ...file)
  }
  const recipe = row.preimage as Recipe
  return {
    id,
    row,
    recipe,
    read: (file, schema) => recordsOf(path(file), schema),
    readInput: (input, schema) => {
      const records = recordsOf(inputPath(input), schema)
      const given = row.inputs[input]?.source
      // The step redacted a user's file as it read it; the file itself is as it was.
      const reader = recipe.redaction && given && isAbsolute(given) ? redactor() : null
      return reader ? openDoor(reader).records(records, given ?? input) : records
    },
    dropped: () => recordsOf(path('dropped.jsonl'), droppedSchema),
    document: (file, schema) => documentAt(path(file), join(row.folder, file), schema),
  }
}

function documentAt<T extends z.ZodType>(path: string, shown: string, schema: T): z.output<T> | null {
  if (!existsSync(path)) return null
  const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (parsed.success) return parsed.data
  throw new PrerequisiteError(`${shown} was written by another version of lattice.`, {
    hint: '`lattice run` makes it again from the same answers.',
  })
}

const droppedSchema = z.object({ id: z.string(), reason: z.string() })

/** A file that was removed leaves a gap in the story, not an error. */
async function* recordsOf<T extends z.ZodType>(path: string | undefined, schema: T) {
  if (path !== undefined && existsSync(path)) yield* readRecords(path, schema)
}
