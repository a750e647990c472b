/** The story of each kind of step, from its records joined with what they speak of. */
import { baseName } from '../../core/config/training.js'
import { critiqueOf } from '../../core/critique.js'
import { pairedResultsSchema } from '../../core/evaluation/paired.js'
import { comparisonEvents } from '../../core/log/comparison.js'
import type { Said } from '../../core/log/event.js'
import { type GenerationKind, generationEvent } from '../../core/log/generation.js'
import { critiqueEvents, decisionEvents } from '../../core/log/judgement.js'
import { epochFold, exampleEvent, pairEvent } from '../../core/log/training.js'
import { type ProbeAnswer, type ProbeRow, probeFold } from '../../core/probes.js'
import {
  candidateSchema,
  exampleSchema,
  pairSchema,
  promptSchema,
  verdictSchema,
} from '../../core/records.js'
import type { MetricRow } from '../../io/ledger/training.js'
import { candidatesByPrompt, judgedByPrompt } from '../../stages/join.js'
import type { JudgeSettings } from '../../stages/judge.js'
import type { RunStep, RunView } from '../run-view.js'
import { speakerOf, writerOf } from './speaker.js'

export async function* generationsOf(step: RunStep): AsyncGenerator<Said> {
  const kind = generationKind(step.id)
  const answers = candidatesByPrompt(
    step.readInput('prompts', promptSchema),
    step.read('candidates.jsonl', candidateSchema),
  )
  for await (const [{ id, messages }, candidates] of answers) {
    for (const answer of candidates)
      yield generationEvent({
        kind,
        by: writerOf(step, answer),
        prompt: messages,
        answer,
        about: [answer.id, id],
      })
  }
}

export function generationKind(step: string): GenerationKind {
  if (step === `sample:${baseName}`) return 'BASE-MODEL-OUTPUT'
  return step.startsWith('sample:') ? 'TRAINED-MODEL-OUTPUT' : 'INITIAL-GENERATION'
}

export async function* judgementsOf(step: RunStep): AsyncGenerator<Said> {
  const { constitution, judge } = step.recipe.settings as JudgeSettings
  const eventsFor = step.row.stage === 'critique' ? critiqueEvents : decisionEvents
  const told = { by: speakerOf(step), method: judge.kind }
  const judged = judgedByPrompt(
    step.readInput('prompts', promptSchema),
    step.readInput('candidates', candidateSchema),
    step.read('verdicts.jsonl', verdictSchema),
  )
  for await (const { prompt, candidates } of judged) {
    for (const { candidate, verdicts } of candidates) {
      const critique = critiqueOf({ candidate, verdicts, constitution })
      yield* eventsFor({ prompt, candidate, verdicts, critique, ...told })
    }
  }
}

const rowFiles = ['train.jsonl', 'val.jsonl']

export async function* trainingRowsOf(step: RunStep): AsyncGenerator<Said> {
  if (step.id === 'dataset:dpo') {
    for (const file of rowFiles) for await (const row of step.read(file, pairSchema)) yield pairEvent(row)
    return
  }
  const of = step.row.artifacts
    .filter(({ name }) => rowFiles.includes(name))
    .reduce((sum, { rows }) => sum + (rows ?? 0), 0)
  let number = 0
  for (const file of rowFiles) {
    for await (const row of step.read(file, exampleSchema)) {
      number += 1
      yield exampleEvent(row, { number, of })
    }
  }
}

/** Losses in the order of training, and after those of a step what the probe prompts were answered then. */
export async function* epochsOf(step: RunStep, view: RunView): AsyncGenerator<Said> {
  const fold = epochFold(speakerOf(step))
  const probes = probesByStep(await view.probes(step))
  const told = function* (upTo: number): Generator<Said> {
    for (const [at, answers] of probes) {
      if (at > upTo) break
      yield* fold.probes(answers)
      probes.delete(at)
    }
  }
  for (const metric of view.metrics(step)) {
    yield* told(metric.globalStep - 1)
    yield* epochEvents(fold, metric)
  }
  yield* told(Number.POSITIVE_INFINITY)
  yield* fold.end()
}

function probesByStep(rows: readonly ProbeRow[]): Map<number, ProbeAnswer[]> {
  const answered = probeFold()
  const found = new Map<number, ProbeAnswer[]>()
  for (const row of rows) found.set(row.step, [...(found.get(row.step) ?? []), answered(row)])
  return found
}

/** Of figures that hold no loss nothing is told. */
export function epochEvents(
  fold: ReturnType<typeof epochFold>,
  { split, globalStep, epoch, values }: MetricRow,
): Said[] {
  return values.loss === undefined ? [] : fold.add({ split, globalStep, epoch, loss: Number(values.loss) })
}

export function* comparisonsOf(step: RunStep): Generator<Said> {
  const judge = String(step.row.facts['declared by'] ?? 'unknown')
  const pairs = step.document('paired_results.json', pairedResultsSchema) ?? []
  for (const pair of pairs) yield* comparisonEvents(pair, judge)
}
