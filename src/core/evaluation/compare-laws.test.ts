import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PromptClass } from '../records.js'
import { compareModels } from './compare.js'
import type { Evaluation } from './evaluated.js'
import { evaluationRow } from './fixtures/rows.js'
import { pairedResults, pairedResultsSchema } from './paired.js'
import { reportSchema } from './report.js'

const compare = (rows: readonly Evaluation[], models = { baseline: 'base', tuned: ['sft'] }) =>
  compareModels({
    ...models,
    rows,
    judges: [{ name: 'judge', identity: 'rules:1', selectedData: false }],
    seed: 1,
  })

const scores = fc.option(fc.constantFrom(1, 2, 3, 4, 4.5, 5), { nil: null })
const classes = fc.constantFrom<PromptClass>('adversarial', 'borderline', 'cooperating')
const evaluations = fc
  .array(
    fc.record({
      before: fc.array(scores, { minLength: 2, maxLength: 3 }),
      after: fc.array(scores, { minLength: 2, maxLength: 3 }),
      promptClass: classes,
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((prompts) =>
    prompts.flatMap(({ before, after, promptClass }, index) => [
      evaluationRow({ model: 'base', prompt: `p${index}`, samples: before, promptClass }),
      evaluationRow({ model: 'sft', prompt: `p${index}`, samples: after, promptClass }),
    ]),
  )
const few = { numRuns: 15 }

test('a report and its paired results are what their schemas say, and survive JSON', () => {
  fc.assert(
    fc.property(evaluations, (rows) => {
      const report = compare(rows)
      expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report)
      const paired = pairedResults({
        rows,
        baseline: 'base',
        finetuned: 'sft',
        judge: 'judge',
        decoding: 'greedy',
      })
      expect(pairedResultsSchema.parse(JSON.parse(JSON.stringify(paired)))).toEqual(paired)
    }),
    few,
  )
})

test('the order of the rows changes nothing', () => {
  fc.assert(
    fc.property(evaluations, (rows) => {
      expect(compare([...rows].reverse())).toEqual(compare(rows))
    }),
    few,
  )
})

test('other names of the models change no figure', () => {
  const renamed = { base: 'z', sft: 'a' }
  const nameless = (report: object) =>
    JSON.stringify(report).replaceAll(/"(base|sft|z|a)"/g, (_, name: string) =>
      name === 'base' || name === 'z' ? '"from"' : '"to"',
    )
  fc.assert(
    fc.property(evaluations, (rows) => {
      const others = rows.map((row) => ({ ...row, model: renamed[row.model as 'base' | 'sft'] }))
      expect(nameless(compare(others, { baseline: 'z', tuned: ['a'] }))).toBe(nameless(compare(rows)))
    }),
    few,
  )
})

test('swapping the models turns every difference round', () => {
  const opposite: Record<string, string> = { improved: 'regressed', regressed: 'improved', longer: 'shorter' }
  fc.assert(
    fc.property(evaluations, (rows) => {
      const forth = compare(rows).comparisons
      const back = compare(rows, { baseline: 'sft', tuned: ['base'] }).comparisons
      for (const [index, there] of forth.entries()) {
        const here = back[index]!
        expect(here.delta).toBeCloseTo(-there.delta!, 9)
        expect(here).toMatchObject({
          n: there.n,
          unparsed: there.unparsed,
          win: there.loss,
          loss: there.win,
          p: there.p,
        })
        // A missing verdict counts against the trained model, whichever that is.
        if (there.unparsed === 0) expect(here.verdict).toBe(opposite[there.verdict] ?? there.verdict)
        if (there.interval !== null) {
          expect(here.interval![0]).toBeCloseTo(-there.interval[1], 5)
          expect(here.interval![1]).toBeCloseTo(-there.interval[0], 5)
        }
      }
    }),
    few,
  )
})

test('a model compared with itself resolves nothing', () => {
  fc.assert(
    fc.property(evaluations, (rows) => {
      const base = rows.filter(({ model }) => model === 'base')
      const twin = base.map((row) => ({ ...row, model: 'sft' }))
      for (const row of compare([...base, ...twin]).comparisons) {
        expect(row).toMatchObject({ win: 0, loss: 0, verdict: 'not resolved' })
        expect(row.delta ?? 0).toBe(0)
      }
    }),
    few,
  )
})
