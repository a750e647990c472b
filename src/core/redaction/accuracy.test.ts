import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { labelledText, tally } from './accuracy.js'
import { identifierTypes, type SpanType } from './identifier.js'

const every: SpanType[] = [...identifierTypes, 'price']

/** Held out: another seed, and formats, countries, sentences and tricks that `tuning` has not. */
test.each(['tuning', 'heldout'])('each type keeps its bars for recall and precision on %s', (half) => {
  const path = new URL(`../../../datasets/redaction/${half}.jsonl`, import.meta.url)
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => labelledText(JSON.parse(line)))
  expect(rows.filter(({ spans }) => spans.length === 0).length).toBeGreaterThan(2000)
  for (const [type, { labelled, found, given, right }] of tally(rows, every)) {
    expect(labelled, type).toBeGreaterThanOrEqual(500)
    expect(found / labelled, `recall of ${type}`).toBeGreaterThanOrEqual(0.99)
    expect(right / given, `precision of ${type}`).toBeGreaterThanOrEqual(0.98)
  }
})

test('a label counts as found when three quarters agree, and as readable when a part is left', () => {
  const spans = [{ type: 'email' as const, start: 0, end: 19 }]
  const counts = tally([{ text: 'ann@example.com and', spans }], ['email']).get('email')
  expect(counts).toEqual({ labelled: 1, found: 1, given: 1, right: 1, readable: 1 })
})
