/** Models that say nothing, nonsense, or the same of everything: what the stages after them say. */
import { expect, test } from 'vitest'
import type { Answer } from '../core/asks.js'
import type { LatticeError } from '../core/errors.js'
import {
  asking,
  candidatesFor,
  choosing,
  constitution,
  outputsOf,
  prompts,
  verdictsFor,
} from './fixtures/ports.js'
import { generateStage, sampleStage } from './generate.js'
import { critiqueStage, judgeStage } from './judge.js'
import { selectStage } from './select.js'

const tooLong =
  'the prompt has 900 tokens and the answer needs 8, together more than the 512 that the model can take'
const text = (said: string, finish: 'stop' | 'length' = 'stop') => ({ text: said, finish, tokens: 1 })
const failed = (reason: string) => ({ failed: reason })

const refused: [string, string, RegExp][] = [
  ['longer than the context', tooLong, /Shorten the prompts, lower max_new_tokens/],
  ['refused by the template', 'the template refuses these messages: no', /Name another template/],
  ['refused for some other reason', 'a reason', /answers\.jsonl/],
]
test.each(refused)('prompts that are all %s end the step with the reason', async (_, reason, hint) => {
  for (const stage of [generateStage, sampleStage]) {
    const made = outputsOf(stage, asking, { inputs: { prompts }, answer: () => failed(reason) })
    await expect(made).rejects.toMatchObject({
      exitCode: 1,
      message: `small-model gave none of 12 answers. The first: ${reason}.`,
      hint: expect.stringMatching(hint),
    })
  }
})

test('a generator that answers nothing but nothing is no generator; as a tuned model it is a finding', async () => {
  const work = { inputs: { prompts }, answer: () => text(' \n') }
  await expect(outputsOf(generateStage, asking, work)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/^All 12 answers of small-model are empty/),
    hint: expect.stringContaining('models.generator.template'),
  })
  const sampled = await outputsOf(sampleStage, asking, work)
  expect(sampled).toContainEqual({ fact: 'empty', value: 12 })
})

const judging = {
  constitution,
  judge: { kind: 'model' as const, template: 'instruct/v1', templateHash: '' },
  questions: 'overall' as const,
  max_new_tokens: 8,
  max_unparsed: 0.2,
}
const asLogits = { ...judging, judge: { ...judging.judge, template: 'logits/v1' } }
const inputs = { prompts, candidates: candidatesFor(false) }
const verdictFailure = async (settings: typeof judging, answer: () => Answer): Promise<LatticeError> =>
  outputsOf(critiqueStage, settings, { inputs, answer }).then(
    () => expect.unreachable(),
    (error) => error,
  )

test('a critic that writes nonsense is quoted, once, with what to do', async () => {
  const error = await verdictFailure(judging, () => text(`I like\u001b[2J cats. ${'Meow. '.repeat(99)}`))
  expect(error).toMatchObject({ exitCode: 1, hint: expect.stringMatching(/answers\.jsonl/) })
  expect(error.message).toMatch(
    /^small-model gave no readable verdict on 18 of 18 answers \(100\.0 %, at most 20 %\)\. The first: no line with a score\. It said: "I like\\u001b\[2J cats\. Meow/,
  )
  expect(error.message.length).toBeLessThan(400)
  expect(error.withoutQuote().message).not.toMatch(/cats|no line/)
})

const unread: [string, typeof judging, () => Answer, RegExp, RegExp][] = [
  [
    'says other things',
    asLogits,
    () => ({ probabilities: Array(5).fill(0.2), mass: 0.001 }),
    /only 0\.0010 of the probability/,
    /critique\.style instruct/,
  ],
  [
    'can not take so long a text',
    asLogits,
    () => failed(tooLong),
    /more than the 512/,
    /a longer context, or shorten/,
  ],
  [
    'has a template that refuses',
    judging,
    () => failed('the template refuses these messages: no'),
    /refuses/,
    /Name another template/,
  ],
  ['says nothing', judging, () => text(''), /It said: ""/, /instruction-tuned/],
]
test.each(unread)(
  'a critic that %s for every item is said to',
  async (_, settings, answer, message, hint) => {
    const error = await verdictFailure(settings, answer)
    expect(error.message).toMatch(message)
    expect(error.hint).toMatch(hint)
  },
)

test('a judge that gives everything one score is warned of, and a few equal scores are not', async () => {
  const same = { probabilities: [0.05, 0.05, 0.1, 0.2, 0.6], mass: 0.9 }
  const warned = await outputsOf(judgeStage, asLogits, { inputs, answer: () => same })
  const warning = 'Each of the 18 answers was given the same score: small-model tells nothing apart here.'
  expect(warned).toContainEqual({ fact: 'warnings', value: [warning] })
  let count = 0
  const mixed = () => (count++ === 0 ? { ...same, probabilities: [0.6, 0.2, 0.1, 0.05, 0.05] } : same)
  const others = await outputsOf(judgeStage, asLogits, { inputs, answer: mixed })
  const few = { ...inputs, candidates: inputs.candidates.slice(0, 4) }
  for (const made of [others, await outputsOf(judgeStage, asLogits, { inputs: few, answer: () => same })])
    expect(made.some((output) => 'fact' in output && output.fact === 'warnings')).toBe(false)
})

const policy = { policy: 'margin' as const, ...choosing }
const judged = { ...inputs, verdicts: verdictsFor(inputs.candidates) }
const alike = judged.verdicts.map((verdict) =>
  verdict.question === 'overall' ? { ...verdict, answer: 3 } : verdict,
)
const nothing: [string, object, object, RegExp, RegExp][] = [
  [
    'scores are all equal',
    {},
    { verdicts: alike },
    /best and worst score are equal \(8\), fewer than two different scored answers \(1\)/,
    /another critic/,
  ],
  [
    'margin is out of reach',
    { margin: 4 + 1e-3 },
    {},
    /difference below the margin \(8\)/,
    /Lower select\.dpo\.margin/,
  ],
  [
    'answers are all bad',
    { policy: 'best' },
    { verdicts: alike },
    /best answer below the minimum score \(9\)/,
    /dataset\.min_score/,
  ],
  ['verdicts are missing', {}, { verdicts: [] }, /no candidate has a score \(9\)/, /answers as asked/],
  [
    'answers were all cut',
    {},
    { candidates: inputs.candidates.map((one) => ({ ...one, finish: 'length' })) },
    /truncated or empty \(9\)/,
    /max_new_tokens/,
  ],
  ['candidates are none', {}, { candidates: [], verdicts: [] }, /no prompt has a candidate/, /Generate/],
]
test.each(nothing)(
  'where %s, nothing is selected and the reasons are counted',
  async (_, change, given, message, hint) => {
    const settings = { constitution, policy: { ...policy, ...change } }
    const made = outputsOf(selectStage, settings, { inputs: { ...judged, ...given } })
    await expect(made).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  },
)
