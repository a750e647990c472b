import { expect, test } from 'vitest'
import { silentObserver } from '../engine/observer.js'
import { announcing } from './announce.js'

const finished = (facts: Record<string, unknown>) => ({ id: 'prompts:all', reused: true, seconds: 0, facts })
const started = (id: string) => ({ id, number: 1, of: 3, reason: 'never made' })

function notesOf(limit: number | undefined, ids: readonly string[]): string[] {
  const notes: string[] = []
  const observer = announcing({ ...silentObserver, note: (text) => notes.push(text) }, limit)
  observer.stepFinished(finished({ train: 5, evaluation: 600 }))
  for (const id of ids) observer.stepStarted(started(id))
  return notes
}

test('what the comparison could show is said once, before the first answer', () => {
  expect(notesOf(undefined, ['train:sft', 'sample:base', 'sample:sft'])).toEqual([
    '600 evaluation prompts could show a difference of 3.7 points when 10% of the verdicts change, 5.2 when 20% do, 6.4 when 30% do (exact McNemar, four times in five).',
  ])
})

test('a limit counts, and too few prompts are said to be too few', () => {
  expect(notesOf(5, ['sample:base'])).toEqual([
    '5 evaluation prompts could show no difference at all (exact McNemar, four times in five). 200 could show about 9 when 20% of the verdicts change.',
  ])
})

test('nothing is said where no answer is made', () => {
  expect(notesOf(undefined, ['train:sft', 'compare:all'])).toEqual([])
})
