import { expect, test } from 'vitest'
import type { ReportData } from '../../core/report-data.js'
import { dataOf } from './fixtures/data.js'
import { reportHtml } from './page.js'

const bare = (change: Partial<ReportData> = {}): ReportData => ({
  ...dataOf(),
  evaluation: null,
  trainings: [],
  ...change,
})

test('a run on imported answers tells what came in, what was left out, and how far critic and people agree', () => {
  const page = reportHtml(bare())
  expect(page).toContain('What was imported')
  expect(page).toContain('d'.repeat(64))
  expect(page).toContain('left out: plain')
  expect(page).toContain('agree on whether an answer is bad in 75.0% [50.0–90.0] of 4 answers; kappa 0.75')
  expect(page).toContain('Against what people said')
  expect(page).toContain('Left out of 5 labelled answers: 1 without a readable verdict.')
  expect(page).toContain('make of 3 answers to 2 prompts, and does it see what people saw?')
})

test('pairs that were given are not called selected by a critic', () => {
  const { imported, trainings } = dataOf()
  const given = { ...imported!, as: 'pairs' as const, selections: 2, labels: null }
  expect(reportHtml(bare({ imported: given, agreement: null }))).toContain(
    'What data do 2 pairs for 2 prompts make?',
  )
  const trained = reportHtml(bare({ imported: given, agreement: null, trainings }))
  expect(trained).toContain('on pairs that were given make')
  expect(trained).not.toContain('Against what people said')
})

test('a run whose answers were generated has neither section', () => {
  const page = reportHtml(bare({ imported: null, agreement: null }))
  expect(page).not.toContain('What was imported')
  expect(page).toContain('Nothing yet.')
})
