import { expect, test } from 'vitest'
import { couldShow } from '../core/evaluation/planned.js'
import { plannedText } from './planned-text.js'

test.each([
  [3, '3 evaluation prompts could show no difference at all (exact McNemar, four times in five). 200 could'],
  [13, '13 evaluation prompts could show only differences of about 54 points, and those when all changes go'],
  [13, '200 could show about 9 when 20% of the verdicts change.'],
  [200, '200 evaluation prompts could show a difference of 6.4 points when 10% of the verdicts change'],
])('%i prompts are told in a sentence', (prompts, part) => {
  expect(plannedText(couldShow(prompts))).toContain(part)
})

test('enough prompts are not compared with more', () => {
  expect(plannedText(couldShow(200))).not.toContain('could show about')
})
