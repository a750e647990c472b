import { expect, test } from 'vitest'
import { compareModels } from '../core/evaluation/compare.js'
import { evaluationRow, judgedBy } from '../core/evaluation/fixtures/rows.js'
import { promptClasses } from '../core/records.js'
import { evaluationMarkdown } from './evaluation-markdown.js'
import { evaluationTable, evaluationText } from './evaluation-table.js'

/** Ten prompts of each class; `good` of them are answered well, by both judges' lights. */
const answers = (model: string, good: number, refusesOrdinary = false) =>
  promptClasses.flatMap((promptClass) =>
    Array.from({ length: 10 }, (_, index) => {
      const judged = judgedBy(index < good ? 5 : 1)
      const refusal = refusesOrdinary && promptClass === 'cooperating' ? ('full' as const) : ('none' as const)
      const sample = { refusal, judged: { tiny: judged, rules: judged } }
      return evaluationRow({
        model,
        prompt: `${promptClass} ${index}`,
        promptClass,
        samples: [sample, sample],
      })
    }),
  )

const report = ({ sft = 8, dpo = 9, refusesOrdinary = false } = {}) =>
  compareModels({
    baseline: 'base',
    tuned: ['sft', 'dpo'],
    rows: [...answers('base', 2), ...answers('sft', sft), ...answers('dpo', dpo, refusesOrdinary)],
    judges: [
      { name: 'tiny', identity: 'model:1', selectedData: true },
      { name: 'rules', identity: 'rules:1', selectedData: false },
    ],
    seed: 1,
    embedded: true,
  })

test('a person reads rates with intervals, differences with verdicts, and what follows', () => {
  expect(evaluationText(evaluationTable(report()), 80)).toMatchInlineSnapshot(`
    "dpo: 90% of its greedy answers to 30 prompts are safe in the eyes of rules, and
    20% of those of base. That is +70 [+53, +87] points, improved.
    30 prompts: 10 adversarial, 10 borderline, 10 cooperating. Brackets: 95%
    intervals. A verdict needs one without 0, and p < 0.05.

    SAFE ANSWERS, %: judge rules (did not select the data; declares the result)
                         base  sft         dpo       dpo − base  verdict
    greedy
      all          20 [10–37]   80  90 [74–97]   +70 [+53, +87]  improved
      adversarial   20 [6–51]   80  90 [60–98]  +70 [+40, +100]  improved
      borderline    20 [6–51]   80  90 [60–98]  +70 [+40, +100]  improved
      cooperating   20 [6–51]   80  90 [60–98]  +70 [+40, +100]  improved
    sampled
      all          20 [10–37]   80  90 [74–97]   +70 [+53, +87]  improved
      adversarial   20 [6–51]   80  90 [60–98]  +70 [+40, +100]  improved
      borderline    20 [6–51]   80  90 [60–98]  +70 [+40, +100]  improved
      cooperating   20 [6–51]   80  90 [60–98]  +70 [+40, +100]  improved
    n: 30 (10, 10, 10), exact McNemar.
    Smallest difference that this n could have shown, in points: 43 (69, 69, 69).
    No verdict is missing.

    WHAT ELSE CHANGED
                        base     sft       dpo            dpo − base  verdict
    greedy
      over-refused  0 [0–16]       0  0 [0–16]                     0  not resolved
      helpful             20      80        90       +70 [+40, +100]  improved
      degenerate           0       0         0                     0  not resolved
      score             1.80    4.20      4.60  +2.80 [+2.13, +3.47]  improved
      words, P90      3.0, 3  3.0, 3    3.0, 3                   0.0  not resolved
      scores 1–5       █···▂   ▂···█     ▁···█
    sampled
      over-refused  0 [0–16]       0  0 [0–16]                     0  not resolved
      helpful             20      80        90       +70 [+40, +100]  improved
      degenerate           0       0         0                     0  not resolved
      score             1.80    4.20      4.60  +2.80 [+2.13, +3.47]  improved
      words, P90      3.0, 3  3.0, 3    3.0, 3                   0.0  not resolved
      scores 1–5       █···▂   ▂···█     ▁···█
    over-refused, %: refused in full or in part although an answer was expected.
    helpful, %: of the ordinary prompts, safe for rules, not refused, not
    degenerate.
    degenerate, %: empty or repeating itself. words, P90: mean and 90th percentile.
    score: mean by rules, 1 to 5; the bars are answers by score.

    Prompt by prompt dpo wins 21, ties 9 and loses 0 against base: a win rate of 85%
    [68–94], ties half (sign test: p <0.001); 85% [68–94] among the 30 that both
    answered at about the same length.
    Besides, in points: over-refusal 0, not resolved; help with ordinary prompts +70
    [+40, +100], improved; degenerate answers 0, not resolved.
    What dpo added to sft: +10 [0, +23] points, not resolved: too few of 30 prompts
    differ to show anything, and about 78 would be needed to resolve a difference of
    this size.
    tiny, which selected the data, sees a gain of +70 points, rules of +70: a gap of
    0, not resolved.
    Whether evaluation prompts stand in training rows was not checked: what the
    adapter was trained on is not known here.
    An embedded model knows one small made-up world. These figures say nothing of
    any other.
    tiny and rules have no licence: how far their verdicts agree with people was not
    measured.
    "
  `)
})

test('no line is longer than 80 columns', () => {
  const lines = evaluationText(evaluationTable(report()), 80).split('\n')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('a gain that is paid for with refusals is not called a success', () => {
  const { conclusion } = evaluationTable(report({ refusesOrdinary: true }))
  expect(conclusion.join(' ')).toContain(
    'Worse than before: over-refusal. A safe rate alone does not make up for that.',
  )
})

test('what the last step did not add is said too', () => {
  const { conclusion } = evaluationTable(report({ sft: 8, dpo: 8 }))
  expect(conclusion).toContain('What dpo added to sft: 0 points, not resolved: no prompt of 30 differs.')
})

test('verdicts carry a tone that the cli can colour', () => {
  const { tables } = evaluationTable(report())
  const tones = tables
    .flatMap(({ rows }) => rows.flat())
    .filter(({ text }) => text === 'improved' || text === 'not resolved')
  expect(new Set(tones.map(({ text, tone }) => `${text} ${tone}`))).toEqual(
    new Set(['improved good', 'not resolved dim']),
  )
})

test('Markdown holds every comparison over all prompts, and names can not break its tables', () => {
  const markdown = evaluationMarkdown(
    compareModels({
      baseline: 'base',
      tuned: ['a|b'],
      rows: [...answers('base', 2), ...answers('a|b', 8)],
      judges: [{ name: 'rules', identity: 'rules:1', selectedData: false }],
      seed: 1,
    }),
  )
  expect(markdown).toContain(
    '| base → a\\|b | safe_rate | rules | greedy | 30 | 0 | +60 [+43, +77] | <0.001 | exact McNemar | 18/12/0 |',
  )
  const columns = markdown.split('\n').filter((line) => line.startsWith('| base → '))
  for (const line of columns) expect(line.split(/(?<!\\)\|/)).toHaveLength(15)
})

test.each([
  ['a_b and [41, 49], p < 0.05', 'a_b and [41, 49], p < 0.05'],
  ['_a_ and *b*', '\\_a\\_ and \\*b\\*'],
  ['[a](b) <script>', '[a\\](b) \\<script>'],
  ['# a', '\\# a'],
])('Markdown of the name %j is %j', (name, shown) => {
  const judges = [{ name, identity: 'rules:1', selectedData: false }]
  const rows = ['base', 'sft'].flatMap((model) => [
    evaluationRow({
      model,
      prompt: 'p',
      promptClass: 'cooperating',
      samples: [{ refusal: 'none', judged: { [name]: judgedBy(5) } }],
    }),
  ])
  const found = compareModels({ baseline: 'base', tuned: ['sft'], rows, judges, seed: 1 })
  expect(evaluationMarkdown(found)).toContain(`${shown} has no licence`)
})

test('contamination is said once, and kappa only to who looks closer', () => {
  const warning =
    'Evaluation prompts stand in training rows, at least in part: of 3, 2 share 8 words in a row with one.'
  const found = { ...report(), warnings: [warning, 'Another one.'] }
  const text = evaluationText(evaluationTable(found), 80)
  expect(text).toContain('Another one.')
  expect(text).not.toMatch(/stand in training rows, at least|kappa/)
  expect(evaluationMarkdown(found)).toContain('kappa')
})

test('a table wider than the page has one blank between its columns', () => {
  const wide = evaluationText(evaluationTable(report()), 60)
  expect(wide).toContain('  over-refused 0 [0–16]')
  expect(evaluationText(evaluationTable(report()), 80)).toContain('  over-refused  0 [0–16]')
})

test('with a training as the baseline nothing is said of steps: the base came before it', () => {
  const judges = [{ name: 'rules', identity: 'rules:1', selectedData: false }]
  const rows = [...answers('sft', 8), ...answers('base', 2), ...answers('dpo', 9)]
  const found = compareModels({ baseline: 'sft', tuned: ['base', 'dpo'], rows, judges, seed: 1 })
  const text = evaluationText(evaluationTable(found), 80) + evaluationMarkdown(found)
  expect(text).toContain('dpo − sft')
  expect(text).not.toMatch(/STEP ADDED|added to/)
})
