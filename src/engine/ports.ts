/** The ports of one step: where a stage's wishes meet files, the ledger and the worker. */
import type { Identity } from '../core/asks.js'
import { hashOf } from '../core/canonical.js'
import { DataError } from '../core/errors.js'
import type { EventKind, Said } from '../core/log/event.js'
import { generationEvent } from '../core/log/generation.js'
import { epochFold } from '../core/log/training.js'
import type { Redactor } from '../core/redaction/redact.js'
import { hashFile } from '../io/files/hash.js'
import { readJsonl, readRecords } from '../io/files/jsonl.js'
import { readRows } from '../io/files/rows.js'
import type { Ledger } from '../io/ledger/ledger.js'
import type { Workers } from '../io/worker/process.js'
import type { WireModel } from '../io/worker/protocol.js'
import type { Ports } from '../stages/stage.js'
import { requireAdapterOf } from './adapter.js'
import { answerJob } from './answer-job.js'
import { type Answerer, type AskContext, answerAll } from './ask.js'
import { speakerName } from './content-log/speaker.js'
import { epochEvents, generationKind } from './content-log/stage-events.js'
import { missingStep } from './missing.js'
import type { Meanwhile } from './observer.js'
import { type Door, openDoor } from './redaction.js'
import { type StepDefinition, sourceText } from './step.js'
import { type TrainContext, trainAdapter } from './train.js'

/** What all steps of an execution share. */
export interface Workshop {
  workers: Workers
  threads: number
  /** Null when nothing is redacted. */
  redactor: Redactor | null
  seed: number
  /** Whether a step may put asks to a model; what it was told before it may always read. */
  mayAsk(definition: StepDefinition): boolean
  /** Makes an embedded model when it isn't there yet; called before the first ask to it. */
  prepareModel(definition: StepDefinition): Promise<void>
}

export interface StepContext {
  definition: StepDefinition
  key: string
  attempt: number
  /** Content hash by input name. */
  inputs: Record<string, string>
  paths: Record<string, string>
  folder: string
  force: boolean
  /** Where a step redacts what comes from outside; null where it doesn't. */
  door: Door | null
  progress(progress: { phase: string; done: number; total: number; unit: string } & Meanwhile): void
  /** Whether events of a kind are shown while the step runs. */
  shows(kind: EventKind): boolean
  said(said: Said): void
}

type Shop = Workshop & { ledger: Ledger; outputs: string; signal: AbortSignal }

export function portsFor(context: StepContext, shop: Shop): Ports {
  const { definition, paths, inputs, folder, door } = context
  const path = (input: string) => {
    const found = paths[input]
    if (found === undefined) throw new Error(`${definition.recipe.id} has no input ${input}`)
    return found
  }
  return {
    has: (input) => input in paths,
    read: (input, schema) => {
      const records = readRecords(path(input), schema)
      return door && 'path' in definition.inputs[input]! ? door.records(records, path(input)) : records
    },
    rows: (input, format) => {
      const rows = unchanged(readRows(path(input), { format }), path(input), inputs[input] as string)
      return door ? door.rows(rows) : rows
    },
    hashOf: (input) => inputs[input] as string,
    get identity() {
      return identityWith(context)
    },
    ask: (asks) =>
      answerAll(asks, {
        folder,
        outputs: shop.outputs,
        index: shop.ledger.answers,
        answerer: workerAnswerer(context, shop),
        force: context.force,
        door: door && { ...door, identity: hashOf(definition.recipe.redaction) },
        heard: hearer(context),
        progress: (done, total) =>
          context.progress({ phase: 'answers', done, total, unit: askedUnit(definition) }),
      }),
    train: async (request) => trainAdapter(request, await trainContext(context, shop, path)),
  }
}

/** What a training needs beside what the stage asks for. */
async function trainContext(
  context: StepContext,
  shop: Shop,
  path: (input: string) => string,
): Promise<TrainContext> {
  const { definition, inputs, folder } = context
  await shop.prepareModel(definition)
  const rows = await countRows(path('validation'))
  return {
    step: context.key,
    attempt: context.attempt,
    folder,
    ledger: shop.ledger,
    identity: identityWith(context),
    model: wireModel(context),
    parent: inputs.adapter ?? null,
    data: {
      train: path('train'),
      validation: rows > 0 ? path('validation') : null,
      hashes: dataHashes(inputs),
    },
    common: { device: requireModel(definition).device, threads: shop.threads, seed: shop.seed },
    run: (job, decide) => shop.workers.run(job, { folder, signal: shop.signal, decide }),
    progress: (done, total, meanwhile) =>
      context.progress({ phase: 'train', done, total, unit: 'steps', ...meanwhile }),
    probes: { settings: requireProbes(definition), door: shop.redactor && openDoor(shop.redactor) },
    ...trainingHearers(context),
  }
}

/** A file that is saved anew while it is read would be recorded by a hash that is not that of its rows. */
async function* unchanged<T>(rows: AsyncIterable<T>, path: string, sha256: string): AsyncGenerator<T> {
  yield* rows
  if (hashFile(path).sha256 === sha256) return
  throw new DataError(`${path} was changed while it was read.`, { hint: 'Run the same command again.' })
}

/** Tells a generation as soon as the model has said it; a judge's reply says nothing until its verdict is read. */
function hearer({ definition: { recipe, inputs }, shows, said }: StepContext): AskContext['heard'] {
  const kind = generationKind(recipe.id)
  if (!['generate', 'sample'].includes(recipe.stage) || !shows(kind)) return null
  const by = speakerName(recipe.identity, inputs.adapter && sourceText(inputs.adapter))
  return ({ messages }, answer) => {
    if ('text' in answer) said(generationEvent({ kind, by, prompt: messages, answer }))
  }
}

function trainingHearers({
  definition: { recipe, inputs },
  said,
}: StepContext): Pick<TrainContext, 'heard' | 'recalled' | 'answered'> {
  const fold = epochFold(speakerName(recipe.identity, inputs.adapter && sourceText(inputs.adapter)))
  return {
    heard(metric) {
      for (const event of epochEvents(fold, metric)) said(event)
    },
    recalled: (metric) => void epochEvents(fold, metric),
    answered(answers) {
      for (const event of fold.probes(answers)) said(event)
    },
  }
}

/** What is counted while a model answers: a judge is asked several questions about one answer. */
function askedUnit({ recipe }: StepContext['definition']): string {
  return recipe.stage === 'critique' || recipe.stage === 'judge' ? 'questions' : 'answers'
}

/** The model's identity with the adapter that this step puts on it. */
function identityWith({ definition, inputs }: StepContext): Identity {
  const { identity } = definition.recipe
  if (!identity) throw new Error(`${definition.recipe.id} has no model`)
  return inputs.adapter === undefined
    ? identity
    : { ...identity, adapters: [...identity.adapters, inputs.adapter] }
}

function wireModel({ definition, paths }: StepContext): WireModel {
  const adapter = paths.adapter ?? null
  if (adapter !== null && definition.recipe.identity) requireAdapterOf(adapter, definition.recipe.identity)
  return { ...requireModel(definition).wire, adapter }
}

function requireModel({ model, recipe }: StepDefinition) {
  if (!model) throw new Error(`${recipe.id} has no model`)
  return model
}

function requireProbes({ probes, recipe }: StepDefinition) {
  if (!probes) throw new Error(`${recipe.id} has no probes`)
  return probes
}

function workerAnswerer(context: StepContext, shop: Workshop & { signal: AbortSignal }): Answerer {
  const { definition, folder } = context
  return async function* ({ asks, answered, total }) {
    if (!shop.mayAsk(definition))
      throw missingStep(definition.recipe, `${total} asks to a model have no answer yet`)
    await shop.prepareModel(definition)
    const job = answerJob({
      asks,
      answered,
      model: wireModel(context),
      loading: requireModel(definition),
      threads: shop.threads,
      seed: shop.seed,
    })
    for await (const event of shop.workers.run(job, { folder, signal: shop.signal })) {
      if (event.type === 'answer') yield { key: event.key, answer: event.answer }
      if (event.type === 'batch') yield 'batch'
      if (event.type === 'progress' && event.phase !== 'answer') context.progress(event)
    }
  }
}

async function countRows(path: string): Promise<number> {
  let rows = 0
  for await (const _ of readJsonl(path)) rows += 1
  return rows
}

const dataHashes = ({ adapter: _, ...data }: Record<string, string>) => data
