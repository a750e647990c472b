/**
 * Does a plan, step by step: reuse what is there, else run the stage, and commit in one order: partial files,
 * sync, rename, hash, then one ledger transaction. A crash in between leaves `started`, never a lie.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { InterruptedError } from '../core/errors.js'
import { errorEvent } from '../core/log/summary.js'
import { removePartials, writeFileAtomic } from '../io/files/atomic-write.js'
import type { Ledger } from '../io/ledger/ledger.js'
import type { StepRow } from '../io/ledger/steps.js'
import type { Stage } from '../stages/stage.js'
import type { ContentStream } from './content-log/stream.js'
import { asFailure, quietly } from './failure.js'
import { doneStep, ledgerHistory, outputHashes, setAside } from './history.js'
import type { Observer } from './observer.js'
import { openOutputs } from './outputs.js'
import { type DoneStep, inputHashes, type PlannedStep } from './plan.js'
import { portsFor, type StepContext, type Workshop } from './ports.js'
import { openDoor } from './redaction.js'
import { fingerprintOf, folderName, type StepDefinition, sourceText, stepKey } from './step.js'

export interface Execution {
  run: string
  outputs: string
  ledger: Ledger
  workshop: Workshop
  stages: ReadonlyMap<string, Stage<never>>
  observer: Observer
  content: ContentStream
  /** Aborted once by Ctrl-C: the step in flight saves its state and the rest is left. */
  signal: AbortSignal
  force: (definition: StepDefinition) => boolean
}

/** A step of this execution as the ledger has it. */
export interface ExecutedStep extends StepRow {
  /** Whether it was there already; a plan can't always foretell it. */
  reused: boolean
}

/** Runs the plan. Returns the ledger's row of each step. @throws the first failure; what was done stays done. */
export async function execute(
  plan: readonly PlannedStep[],
  execution: Execution,
): Promise<Map<string, ExecutedStep>> {
  const { ledger, outputs } = execution
  const history = ledgerHistory(ledger, outputs)
  const known = new Map<string, DoneStep>()
  const rows = new Map<string, ExecutedStep>()
  for (const [index, { definition, reason }] of plan.entries()) {
    if (execution.signal.aborted) throw new InterruptedError('SIGINT')
    const { recipe } = definition
    const inputs = inputHashes(definition.inputs, known)
    const key = stepKey(recipe, inputs)
    const reusable = execution.force(definition) ? undefined : history.done(key)
    const place = { id: recipe.id, number: index + 1, of: plan.length }
    const started = performance.now()
    if (!reusable) {
      execution.observer.stepStarted({ ...place, reason })
      await runStep({ definition, key, inputs, execution, sources: rows })
    }
    const row = ledger.steps.get(key)
    if (!row) throw new Error(`step ${key} is not in the ledger`)
    ledger.runs.useStep(execution.run, {
      id: recipe.id,
      step: key,
      decision: reusable ? 'reuse' : 'run',
      reason,
    })
    rows.set(recipe.id, { ...row, reused: reusable !== undefined })
    known.set(recipe.id, doneStep(row))
    const seconds = (performance.now() - started) / 1000
    execution.observer.stepFinished({
      id: recipe.id,
      reused: reusable !== undefined,
      seconds,
      facts: row.facts,
    })
    await execution.content
      .stepDone({ id: recipe.id, key, reused: reusable !== undefined })
      .catch((error: unknown) => {
        throw asFailure(error, recipe.redaction !== undefined)
      })
  }
  return rows
}

async function runStep({
  definition,
  key,
  inputs,
  execution,
  sources,
}: {
  definition: StepDefinition
  key: string
  inputs: Record<string, string>
  execution: Execution
  sources: ReadonlyMap<string, StepRow>
}): Promise<void> {
  const { recipe } = definition
  const { ledger, outputs, observer, run } = execution
  const before = ledger.steps.get(key)
  if (before?.status === 'done') saveDamaged(before, execution, execution.force(definition))
  const folder = join('steps', folderName(recipe, key))
  mkdirSync(join(outputs, folder), { recursive: true })
  removePartials(join(outputs, folder))
  const named = namedInputs(definition, inputs)
  const fingerprint = fingerprintOf(recipe)
  const attempt = ledger.steps.start({
    key,
    ...pick(recipe),
    fingerprint,
    preimage: recipe,
    folder,
    inputs: named,
  })
  ledger.event({ run, step: key, kind: 'step-started', payload: { id: recipe.id, attempt } })
  const context: StepContext = {
    definition,
    key,
    attempt,
    inputs,
    folder: join(outputs, folder),
    paths: inputPaths(definition, outputs, sources),
    force: execution.force(definition),
    door: recipe.redaction && execution.workshop.redactor ? openDoor(execution.workshop.redactor) : null,
    progress: (progress) => observer.progress({ id: recipe.id, ...progress }),
    shows: observer.shows,
    said: (said) => execution.content.said(recipe.id, said),
  }
  try {
    await makeOutputs(context, execution)
    ledger.event({ run, step: key, kind: 'step-done', payload: { id: recipe.id } })
  } catch (error) {
    const failure = asFailure(error, recipe.redaction !== undefined)
    quietly(() => noteFailure(failure, { key, id: recipe.id, execution }))
    throw failure
  }
}

function noteFailure(
  failure: Error,
  { key, id, execution: { ledger, run, content } }: { key: string; id: string; execution: Execution },
): void {
  const { message } = failure
  // An interrupted step stays `started`: it continues, it did not fail.
  if (!(failure instanceof InterruptedError)) {
    content.said(id, errorEvent(message))
    ledger.steps.fail(key, message)
  }
  ledger.event({ run, step: key, kind: 'step-failed', payload: { id, message } })
}

async function makeOutputs(
  context: StepContext,
  { ledger, outputs, workshop, stages, signal }: Execution,
): Promise<void> {
  const { definition, key, folder } = context
  const stage = stages.get(definition.recipe.stage)
  if (!stage) throw new Error(`no stage is called ${definition.recipe.stage}`)
  const files = openOutputs(folder, definition.files)
  try {
    const ports = portsFor(context, { ...workshop, ledger, outputs, signal })
    const settings = definition.recipe.settings as never
    for await (const output of stage.run({ settings, ports })) files.write(output)
    for (const fact of context.door?.counts() ?? []) files.write(fact)
  } catch (error) {
    files.abandon()
    throw error
  }
  const outcome = files.commit()
  const { recipe } = definition
  const card = {
    id: recipe.id,
    key,
    recipe,
    inputs: context.inputs,
    outputs: outputHashes(outcome.artifacts),
    ...outcome,
  }
  writeFileAtomic(join(folder, 'step.json'), `${JSON.stringify(card, null, 2)}\n`)
  ledger.steps.finish(key, outcome)
  rmSync(join(folder, 'checkpoints'), { recursive: true, force: true })
}

/** A done step is made again because an output is damaged, or because it is forced, or both. */
function saveDamaged(row: StepRow, { outputs, observer }: Execution, forced: boolean): void {
  const aside = setAside(row, outputs)
  if (forced && aside.length === 0) return
  const where = aside.map((path) => relative(outputs, path)).join(', ')
  observer.note(
    `${row.id}: an output is not what was written${where ? `; kept as ${where}` : ''}. It is made again.`,
  )
}

function namedInputs({ inputs }: StepDefinition, hashes: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      name,
      {
        source: sourceText(input),
        sha256: hashes[name] as string,
      },
    ]),
  )
}

function inputPaths({ inputs }: StepDefinition, outputs: string, sources: ReadonlyMap<string, StepRow>) {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      if ('path' in input) return [name, input.path]
      return [name, join(outputs, sources.get(input.step)?.folder ?? '', input.file)]
    }),
  )
}

const pick = ({ id, stage }: { id: string; stage: string }) => ({ id, stage })
