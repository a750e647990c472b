/**
 * The train port: the worker trains, this side decides. Checkpoints are sealed and pruned on the way, and the best one
 * is kept; what is decided, and from what, is in training-watch.ts.
 */
import { join } from 'node:path'
import type { Identity } from '../core/asks.js'
import type { ProbeSettings } from '../core/config/probes.js'
import { LatticeError } from '../core/errors.js'
import type { ProbeAnswer } from '../core/probes.js'
import type { Ledger } from '../io/ledger/ledger.js'
import type { WorkerEvent } from '../io/worker/events.js'
import { type Decision, type Job, protocolVersion, type WireModel } from '../io/worker/protocol.js'
import type { TrainOutcome, TrainRequest } from '../stages/train-port.js'
import { keepAdapter } from './adapter.js'
import {
  type Checkpoint,
  completeCheckpoints,
  pruneCheckpoints,
  removeIncomplete,
  sealCheckpoint,
} from './checkpoints.js'
import { openProbeLog, type ProbePrompt, probePrompts } from './probes.js'
import type { Door } from './redaction.js'
import { type WatchContext, watchTraining } from './training-watch.js'

export interface TrainContext extends WatchContext {
  folder: string
  ledger: Ledger
  identity: Identity
  model: WireModel
  /** Content hash of the adapter that training starts from. */
  parent: string | null
  data: { train: string; validation: string | null; hashes: Record<string, string> }
  probes: { settings: ProbeSettings; door: Door | null }
  common: { device: 'auto' | 'cuda' | 'mps' | 'cpu'; threads: number; seed: number }
  run(job: Job, decide: (event: WorkerEvent) => Decision): AsyncIterable<WorkerEvent>
  /** Told of all answers to the probe prompts at one step. */
  answered(answers: readonly ProbeAnswer[]): void
}

export async function trainAdapter(request: TrainRequest, context: TrainContext): Promise<TrainOutcome> {
  const checkpoints = join(context.folder, 'checkpoints')
  removeIncomplete(checkpoints)
  const resume = completeCheckpoints(checkpoints).at(-1) ?? null
  const training = watchTraining(request, context, resume)
  const prompts = await promptsOf(context)
  const probes = await openProbeLog({
    folder: context.folder,
    from: resume?.globalStep ?? null,
    prompts,
    door: context.probes.door,
  })
  try {
    for await (const event of context.run(jobOf(request, context, { resume, prompts }), training.decide)) {
      training.record(event)
      const answers = probes.record(event)
      if (answers.length > 0) context.answered(answers)
      if (event.type === 'checkpoint') {
        sealCheckpoint({
          path: event.path,
          globalStep: event.global_step,
          probeLoss: finite(event.probe_loss),
        })
        pruneCheckpoints(checkpoints, training.bestStep())
      }
    }
  } finally {
    probes.close()
  }
  const outcome = { ...training.outcome(), probes: probes.rows() }
  keepBest(request, context, outcome)
  return outcome
}

const promptsOf = ({ data: { train, validation }, probes: { settings, door } }: TrainContext) =>
  probePrompts(settings, validation === null ? [train] : [validation, train], door)

function keepBest(request: TrainRequest, context: TrainContext, outcome: TrainOutcome): void {
  const checkpoints = completeCheckpoints(join(context.folder, 'checkpoints'))
  const best = checkpoints.find(({ globalStep }) => globalStep === outcome.bestStep)
  if (!best)
    throw new LatticeError(`No checkpoint of step ${outcome.bestStep} is left.`, {
      hint: 'Run the same command again.',
    })
  keepAdapter({
    checkpoint: best.path,
    folder: context.folder,
    manifest: manifestOf(request, context, outcome),
  })
}

function jobOf(
  request: TrainRequest,
  context: TrainContext,
  { resume, prompts }: { resume: Checkpoint | null; prompts: readonly ProbePrompt[] },
): Job {
  const { max_new_tokens, every } = context.probes.settings
  return {
    kind: 'train',
    protocol: protocolVersion,
    ...context.common,
    method: request.method,
    model: context.model,
    train: context.data.train,
    validation: context.data.validation,
    output: join(context.folder, 'checkpoints'),
    resume: resume?.path ?? null,
    resume_probe_loss: resume?.probeLoss ?? null,
    lora: request.lora,
    optimisation: request.optimisation,
    dpo: request.dpo,
    probes:
      prompts.length === 0
        ? null
        : { prompts: prompts.map(({ messages }) => messages), max_new_tokens, every },
  }
}

function manifestOf(request: TrainRequest, { identity, parent, data }: TrainContext, outcome: TrainOutcome) {
  const { lora, optimisation, dpo } = request
  return {
    method: request.method,
    base: { id: identity.id, revision: identity.revision },
    parent,
    quantization: identity.quant,
    templateId: identity.templateId,
    data: data.hashes,
    training: { lora, optimisation, dpo, steps: outcome.steps, bestStep: outcome.bestStep },
  }
}

function finite(value: number | string): number | null {
  return typeof value === 'number' ? value : null
}
