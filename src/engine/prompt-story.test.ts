import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { candidateSchema, type Prompt, pairSchema, promptSchema } from '../core/records.js'
import { smallProject } from './fixtures/small-project.js'
import { type PromptStory, promptStory } from './prompt-story.js'
import { type RunView, viewRun } from './run-view.js'
import { performRun } from './session.js'

let view: RunView
let prompts: Prompt[]

beforeAll(async () => {
  const project = smallProject()
  const { run } = await performRun(project.request(), project.house())
  view = viewRun(join(project.folder, 'outputs'), run)
  prompts = await all(view.step('prompts:all')!.read('prompts.jsonl', promptSchema))
}, 60_000)

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

test('a training pair is found with both answers, their verdicts, why it was made and what read it', async () => {
  const [pair] = await all(view.step('dataset:dpo')!.read('train.jsonl', pairSchema))
  const story: PromptStory = await promptStory(view, pair!.promptId)
  expect(story.prompt?.id).toBe(pair!.promptId)
  expect(story.answers).toHaveLength(4)
  expect(story.answers.every(({ judgements }) => judgements.length === 1)).toBe(true)
  expect(story.selections.map(({ step }) => step)).toEqual(['select:sft', 'select:dpo'])
  const row = story.rows.find(({ row }) => row.id === pair!.id)
  expect(row?.trainings.map(({ id }) => id)).toEqual(['train:dpo'])
})

test('an evaluation prompt is told with every model and every judge of it, and with no training row', async () => {
  const prompt = prompts.find(({ split }) => split === 'evaluation')!
  const { answers, rows, evaluations } = await promptStory(view, prompt.id)
  expect([answers, rows]).toEqual([[], []])
  expect(evaluations.map(({ evaluation }) => evaluation.model)).toEqual(['base', 'sft', 'dpo'])
  for (const { answers: told, evaluation } of evaluations) {
    expect(told.map(({ candidate }) => candidate.id)).toEqual(
      evaluation.samples.map(({ candidate }) => candidate),
    )
    expect(told[0]?.judgements.map(({ by }) => by)).toEqual([expect.stringMatching(/@/), 'rules'])
  }
})

test('a prompt that nothing was chosen for says why', async () => {
  const candidates = await all(view.step('generate:main')!.read('candidates.jsonl', candidateSchema))
  const stories = await Promise.all(
    [...new Set(candidates.map(({ prompt }) => prompt))].map((id) => promptStory(view, id)),
  )
  const dropped = stories
    .flatMap(({ selections }) => selections)
    .filter(({ selection }) => 'dropped' in selection)
  const counted = view.steps
    .filter(({ row }) => row.stage === 'select')
    .flatMap(({ row }) => Object.values(row.facts.dropped ?? {}))
  expect(dropped).toHaveLength(counted.reduce((sum: number, count) => sum + Number(count), 0))
})
