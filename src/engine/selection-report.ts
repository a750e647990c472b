/** The figures of what a run has selected, from its records alone. */
import { critiqueOf } from '../core/critique.js'
import { PrerequisiteError } from '../core/errors.js'
import {
  type AnswerSet,
  answerTally,
  type JudgedAnswer,
  type SelectionReport,
} from '../core/evaluation/selection.js'
import { candidateSchema, promptSchema, selectionSchema, verdictSchema } from '../core/records.js'
import { leftJoin } from '../core/streams.js'
import { wordsOf } from '../core/words.js'
import type { ImportSettings } from '../stages/import.js'
import { type Judged, judgedByPrompt } from '../stages/join.js'
import type { JudgeSettings } from '../stages/judge.js'
import type { SelectSettings } from '../stages/select.js'
import { speakerOf } from './content-log/speaker.js'
import type { RunStep, RunView } from './run-view.js'

/** @throws PrerequisiteError when the run has selected nothing yet */
export async function selectionReport(view: RunView): Promise<SelectionReport> {
  const selections = view.steps.filter(({ row }) => row.stage === 'select')
  const given = view.step('import:main')
  if (selections.length === 0 && given && (given.recipe.settings as ImportSettings).as !== 'candidates') {
    throw new PrerequisiteError(`${view.run.id} selects nothing: its pairs or examples were given.`, {
      hint: '`lattice import FILES --as candidates` brings the answers to be judged and selected.',
    })
  }
  if (selections.length === 0) {
    throw new PrerequisiteError(`${view.run.id} has no selection yet.`, {
      hint: 'Make one with `lattice critique` and `lattice select`.',
    })
  }
  const critics = view.steps.filter(({ row }) => row.stage === 'critique')
  const leftOut = selections.map(({ id, row }) => [id, (row.facts.dropped ?? {}) as Record<string, number>])
  return {
    schema: 'lattice-selection/1',
    run: view.run.id,
    critic: critics.map(speakerOf).join(', '),
    sets: await answerSets([...critics, ...selections]),
    left_out: Object.fromEntries(leftOut),
  }
}

/** What these critiques judged and these selections chose and rejected. */
export async function answerSets(steps: readonly RunStep[]): Promise<AnswerSet[]> {
  const sets: AnswerSet[] = []
  for (const step of steps) {
    if (step.row.stage === 'critique') sets.push(await judgedSet(step))
    if (step.row.stage === 'select') sets.push(...(await selectedSets(step)))
  }
  return sets
}

async function judgedSet(step: RunStep): Promise<AnswerSet> {
  const tally = answerTally()
  const { constitution } = step.recipe.settings as JudgeSettings
  const judged = judgedByPrompt(
    step.readInput('prompts', promptSchema),
    step.readInput('candidates', candidateSchema),
    step.read('verdicts.jsonl', verdictSchema),
  )
  for await (const group of judged)
    for (const answer of answersOf(group, constitution)) tally.add(answer.judged)
  return { step: step.id, policy: null, side: 'all', ...tally.set() }
}

async function selectedSets(step: RunStep): Promise<AnswerSet[]> {
  const {
    constitution,
    policy: { policy },
  } = step.recipe.settings as SelectSettings
  const tallies = { chosen: answerTally(), rejected: answerTally() }
  const judged = judgedByPrompt(
    step.readInput('prompts', promptSchema),
    step.readInput('candidates', candidateSchema),
    step.readInput('verdicts', verdictSchema),
  )
  const selected = leftJoin(judged, step.read('selections.jsonl', selectionSchema), {
    leftKey: ({ prompt }) => prompt.id,
    rightKey: ({ prompt }) => prompt,
  })
  for await (const [group, selections] of selected) {
    const answers = answersOf(group, constitution)
    for (const side of sides)
      for (const id of selections.flatMap((selection) => selection[side]))
        for (const { candidate, judged: answer } of answers) if (candidate === id) tallies[side].add(answer)
  }
  return sides
    .map((side) => ({ step: step.id, policy, side, ...tallies[side].set() }))
    .filter(({ side, words }) => side === 'chosen' || Object.keys(words).length > 0)
}

const sides = ['chosen', 'rejected'] as const

function answersOf({ prompt, candidates }: Judged, constitution: JudgeSettings['constitution']) {
  return candidates.map(({ candidate, verdicts }): { candidate: string; judged: JudgedAnswer } => ({
    candidate: candidate.id,
    judged: {
      prompt: prompt.id,
      class: prompt.class,
      words: wordsOf(candidate.text).length,
      critique: critiqueOf({ candidate, verdicts, constitution }),
    },
  }))
}
