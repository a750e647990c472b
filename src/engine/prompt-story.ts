/** All that a run knows of one prompt: the answers to it, what was said of them, what was made of them, and for what. */
import type { Constitution } from '../core/constitution.js'
import { type Critique, critiqueOf } from '../core/critique.js'
import { type Evaluation, evaluationSchema } from '../core/evaluation/evaluated.js'
import { recordId } from '../core/identity.js'
import { type ProbeStrip, probeStrips } from '../core/probes.js'
import {
  type Candidate,
  candidateSchema,
  type Example,
  exampleSchema,
  type Pair,
  type Prompt,
  pairSchema,
  promptSchema,
  type Selection,
  selectionSchema,
  type Verdict,
  verdictSchema,
} from '../core/records.js'
import type { JudgeSettings } from '../stages/judge.js'
import type { SelectSettings } from '../stages/select.js'
import { speakerOf, writerOf } from './content-log/speaker.js'
import type { RunStep, RunView } from './run-view.js'

export interface PromptStory {
  prompt: Prompt | null
  answers: JudgedAnswer[]
  selections: SelectionStory[]
  rows: RowStory[]
  probes: ProbeStory[]
  evaluations: EvaluationStory[]
}

/** An answer with what each judge said of it. */
export interface JudgedAnswer {
  candidate: Candidate
  by: string
  /** What a person said of an imported answer. */
  label?: Verdict
  judgements: {
    step: string
    by: string
    verdicts: Verdict[]
    critique: Critique
    constitution: Constitution
  }[]
}

export interface SelectionStory {
  step: string
  /** Null where the imported file says itself what is chosen. */
  policy: SelectSettings['policy'] | null
  /** Or why there is none. */
  selection: Selection | { dropped: string }
}

export interface RowStory {
  step: string
  row: Example | Pair | { id: string; dropped: string }
  /** The trainings that read it, with what they came to. */
  trainings: { id: string; facts: Record<string, unknown> }[]
}

/** What a training that had the prompt among its probes was answered on the way. */
export interface ProbeStory {
  step: string
  strip: ProbeStrip
}

/** A model's row in the comparison, with the answers that it counts. */
export interface EvaluationStory {
  evaluation: Evaluation
  answers: JudgedAnswer[]
}

export async function promptStory(view: RunView, promptId: string): Promise<PromptStory> {
  const [prompt = null] = await found(
    stepsOf(view, 'prompts').map((step) => step.read('prompts.jsonl', promptSchema)),
    ({ id }) => id === promptId,
  )
  const generators = [...stepsOf(view, 'generate'), ...stepsOf(view, 'import')]
  const answers = await answersOf(promptId, generators, stepsOf(view, 'critique'))
  const selections = await selectionsOf(view, promptId)
  return {
    prompt,
    answers,
    selections,
    rows: await rowsOf(view, promptId, selections),
    probes: await probesOf(view, promptId),
    evaluations: await evaluationsOf(view, promptId),
  }
}

const stepsOf = (view: RunView, stage: string) => view.steps.filter(({ row }) => row.stage === stage)

async function answersOf(
  promptId: string,
  writers: readonly RunStep[],
  judges: readonly RunStep[],
): Promise<JudgedAnswer[]> {
  const answers: JudgedAnswer[] = []
  for (const writer of writers) {
    const candidates = await found(
      [writer.read('candidates.jsonl', candidateSchema)],
      ({ prompt }) => prompt === promptId,
    )
    const labels = await labelsIn(writer, promptId)
    for (const candidate of candidates) {
      const label = labels.find(({ subject }) => subject === candidate.id)
      const answer = { candidate, by: writerOf(writer, candidate), judgements: [] }
      answers.push(label === undefined ? answer : { ...answer, label })
    }
  }
  const given = writers.length === 0 ? await givenCandidates(judges, promptId) : []
  answers.push(...given.map((candidate) => ({ candidate, by: 'given', judgements: [] })))
  for (const step of judges) await addJudgements(answers, step, promptId)
  return answers
}

async function labelsIn(writer: RunStep, promptId: string): Promise<Verdict[]> {
  if (writer.row.stage !== 'import') return []
  return found([writer.read('labels.jsonl', verdictSchema)], ({ prompt }) => prompt === promptId)
}

/** Candidates that a file brought stand in no step of their own. */
function givenCandidates(judges: readonly RunStep[], promptId: string): Promise<Candidate[]> {
  const inputs = judges.map((judge) => judge.readInput('candidates', candidateSchema))
  return found(inputs, ({ prompt }) => prompt === promptId)
}

async function addJudgements(
  answers: readonly JudgedAnswer[],
  step: RunStep,
  promptId: string,
): Promise<void> {
  const { constitution } = step.recipe.settings as JudgeSettings
  const verdicts = await found(
    [step.read('verdicts.jsonl', verdictSchema)],
    ({ prompt }) => prompt === promptId,
  )
  for (const { candidate, judgements } of answers) {
    const own = verdicts.filter(({ subject }) => subject === candidate.id)
    if (own.length === 0) continue
    const critique = critiqueOf({ candidate, verdicts: own, constitution })
    judgements.push({ step: step.id, by: speakerOf(step), verdicts: own, critique, constitution })
  }
}

async function selectionsOf(view: RunView, promptId: string): Promise<SelectionStory[]> {
  const stories: SelectionStory[] = []
  for (const step of stepsOf(view, 'import')) {
    const given = await found(
      [step.read('selections.jsonl', selectionSchema)],
      ({ prompt }) => prompt === promptId,
    )
    stories.push(...given.map((selection) => ({ step: step.id, policy: null, selection })))
  }
  for (const step of stepsOf(view, 'select')) {
    const { policy } = step.recipe.settings as SelectSettings
    const [selection] = await found(
      [step.read('selections.jsonl', selectionSchema)],
      ({ prompt }) => prompt === promptId,
    )
    const reason = selection ? undefined : (await droppedOf(step)).get(promptId)
    if (selection) stories.push({ step: step.id, policy, selection })
    else if (reason !== undefined) stories.push({ step: step.id, policy, selection: { dropped: reason } })
  }
  return stories
}

async function rowsOf(
  view: RunView,
  promptId: string,
  selections: readonly SelectionStory[],
): Promise<RowStory[]> {
  const stories: RowStory[] = []
  for (const step of stepsOf(view, 'dataset')) {
    const trainings = stepsOf(view, 'train')
      .filter(({ row }) => row.inputs.train?.source.startsWith(`${step.id}/`))
      .map(({ id, row }) => ({ id, facts: row.facts }))
    const schema = step.id === 'dataset:dpo' ? pairSchema : exampleSchema
    const rows: (Example | Pair)[] = await found(
      ['train.jsonl', 'val.jsonl'].map((file) => step.read(file, schema)),
      (row) => row.promptId === promptId,
    )
    stories.push(...rows.map((row) => ({ step: step.id, row, trainings })))
    const dropped = await droppedOf(step)
    for (const id of possibleRows(promptId, selections)) {
      const reason = dropped.get(id)
      if (reason !== undefined) stories.push({ step: step.id, row: { id, dropped: reason }, trainings: [] })
    }
  }
  return stories
}

/** Ids that rows made of these selections would have. */
function possibleRows(promptId: string, selections: readonly SelectionStory[]): Set<string> {
  const ids = new Set<string>()
  for (const { selection } of selections) {
    if ('dropped' in selection) continue
    for (const [index, chosen] of selection.chosen.entries()) {
      ids.add(recordId('example', [promptId, chosen], null))
      const rejected = selection.rejected[index]
      if (rejected !== undefined) ids.add(recordId('pair', [promptId, chosen, rejected], null))
    }
  }
  return ids
}

async function probesOf(view: RunView, promptId: string): Promise<ProbeStory[]> {
  const stories: ProbeStory[] = []
  for (const step of stepsOf(view, 'train')) {
    const rows = (await view.probes(step)).filter(({ prompt_id }) => prompt_id === promptId)
    stories.push(...probeStrips(rows).map((strip) => ({ step: step.id, strip })))
  }
  return stories
}

async function evaluationsOf(view: RunView, promptId: string): Promise<EvaluationStory[]> {
  const rows = await found(
    stepsOf(view, 'compare').map((step) => step.read('evaluations.jsonl', evaluationSchema)),
    (row) => row.promptId === promptId,
  )
  const stories: EvaluationStory[] = []
  for (const evaluation of rows) {
    const writers = [view.step(`sample:${evaluation.model}`)].filter((step) => step !== undefined)
    const judges = view.steps.filter(({ id }) => id.startsWith(`judge:${evaluation.model}:`))
    stories.push({ evaluation, answers: await answersOf(promptId, writers, judges) })
  }
  return stories
}

async function droppedOf(step: RunStep): Promise<Map<string, string>> {
  const reasons = new Map<string, string>()
  for await (const { id, reason } of step.dropped()) reasons.set(id, reason)
  return reasons
}

async function found<T>(sources: readonly AsyncIterable<T>[], matches: (item: T) => boolean): Promise<T[]> {
  const items: T[] = []
  for (const source of sources) for await (const item of source) if (matches(item)) items.push(item)
  return items
}
