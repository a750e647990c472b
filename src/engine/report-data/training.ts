import { z } from 'zod'
import { lossName } from '../../core/loss-name.js'
import { probeStrips } from '../../core/probes.js'
import type { ReportedTraining } from '../../core/report-data.js'
import type { MetricRow } from '../../io/ledger/training.js'
import type { RunStep, RunView } from '../run-view.js'

const preimageSchema = z.object({
  settings: z.object({ training: z.looseObject({ method: z.string(), from: z.string().optional() }) }),
})
const factsSchema = z.object({
  bestStep: z.number().nullable().catch(null),
  plannedSteps: z.number().nullable().catch(null),
  stopped: z.string().nullable().catch(null),
  trainedTokens: z.number().optional(),
  trainableParameters: z.number().optional(),
})

/** The curves of a training and how it ended; of one that is still running, as far as it is. */
export async function trainingOf(step: RunStep, view: RunView): Promise<ReportedTraining> {
  const { row } = step
  const training = preimageSchema.safeParse(row.preimage).data?.settings.training
  const { bestStep, plannedSteps, stopped, trainedTokens, trainableParameters } = factsSchema.parse(row.facts)
  return {
    name: row.id.split(':').slice(1).join(':'),
    method: training?.method ?? 'unknown',
    from: training?.from ?? null,
    done: row.status === 'done',
    loss: lossOf(step),
    metrics: view.metrics(step).map(finite),
    probes: probeStrips(await view.probes(step)),
    bestStep,
    plannedSteps,
    stopped,
    facts: [
      ['trained tokens', trainedTokens],
      ['trainable parameters', trainableParameters],
    ].flatMap(([name, value]): [string, string][] =>
      typeof value === 'number' ? [[String(name), value.toLocaleString('en')]] : [],
    ),
  }
}

/** What the loss of a training is made of, or null. */
export function lossOf({ row }: Pick<RunStep, 'row'>): string | null {
  return lossName(preimageSchema.safeParse(row.preimage).data?.settings.training)
}

function finite({ globalStep, split, values }: MetricRow): ReportedTraining['metrics'][number] {
  const numbers = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? value : null,
  ])
  return { step: globalStep, split, values: Object.fromEntries(numbers) }
}
