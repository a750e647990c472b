/**
 * What a step has to tell, made from the files that it wrote and read. So the log needs no copy of any text, and a step
 * that a run reuses tells its story there too.
 */

import { LatticeError } from '../../core/errors.js'
import { comparisonFacts } from '../../core/log/comparison.js'
import type { ContentEvent, Said } from '../../core/log/event.js'
import { errorEvent, skippedEvent, summaryEvent } from '../../core/log/summary.js'
import { reportOf } from '../run-report.js'
import type { RunStep, RunView } from '../run-view.js'
import { skippedTexts } from './skipped-texts.js'
import { comparisonsOf, epochsOf, generationsOf, judgementsOf, trainingRowsOf } from './stage-events.js'

/** What a step's files no longer tell; it must not hide the story of the others. */
type Damaged = (error: LatticeError) => void

/**
 * In the order of the work: what was skipped and said, and at the end what it came to.
 * @param damaged told of what could not be read, which is an ERROR of the story too
 */
export async function* eventsOfStep(
  step: RunStep,
  view: RunView,
  damaged: Damaged = () => undefined,
): AsyncGenerator<ContentEvent> {
  const timestamp = step.row.finishedAt ?? step.row.startedAt
  for await (const said of storyOf(step, view, damaged)) yield { ...said, step: step.id, timestamp }
}

/** The whole story of a run, step by step. */
export async function* eventsOfRun(view: RunView, damaged?: Damaged): AsyncGenerator<ContentEvent> {
  for (const step of [...view.steps, ...view.unfinished]) yield* eventsOfStep(step, view, damaged)
}

async function* storyOf(step: RunStep, view: RunView, damaged: Damaged): AsyncGenerator<Said> {
  if (step.row.status === 'done') {
    try {
      yield* skippedOf(step)
      yield* (tellers[step.row.stage] ?? nothing)(step, view)
      yield summaryEvent(factsOf(step))
    } catch (error) {
      if (!(error instanceof LatticeError)) throw error
      damaged(error)
      yield errorEvent(error.message)
    }
  } else if (step.row.error !== null) yield errorEvent(step.row.error)
}

const tellers: Record<string, (step: RunStep, view: RunView) => AsyncIterable<Said> | Iterable<Said>> = {
  import: generationsOf,
  generate: generationsOf,
  sample: generationsOf,
  critique: judgementsOf,
  judge: judgementsOf,
  dataset: trainingRowsOf,
  train: epochsOf,
  compare: comparisonsOf,
}

const nothing = () => []

async function* skippedOf(step: RunStep): AsyncGenerator<Said> {
  const what = skippedName(step)
  const ids = new Set<string>()
  for await (const { id } of step.dropped()) ids.add(id)
  if (ids.size === 0) return
  const texts = await skippedTexts(step, ids)
  for await (const { id, reason } of step.dropped())
    yield skippedEvent(what, { id, reason, text: texts.get(id) ?? id })
}

function skippedName({ id, row }: RunStep): string {
  if (row.stage === 'prompts') return 'PROMPT'
  if (row.stage === 'import') return 'ROW'
  if (row.stage === 'generate' || row.stage === 'sample') return 'GENERATION'
  return id.endsWith(':dpo') ? 'TRAINING-PAIR' : 'TRAINING-EXAMPLE'
}

function factsOf(step: RunStep): Record<string, unknown> {
  const report = step.row.stage === 'compare' ? reportOf(step) : null
  return report === null ? step.row.facts : comparisonFacts(report)
}
