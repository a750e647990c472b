import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { critiqueOf } from '../../core/critique.js'
import { type ProbeRow, probeStrips } from '../../core/probes.js'
import type { Candidate, Verdict } from '../../core/records.js'
import type { JudgedAnswer, PromptStory, SelectionStory } from '../../engine/prompt-story.js'
import { storyText } from './story.js'

const page = (width: number) => ({ colours: new Chalk({ level: 0 }), width })
const constitution = {
  id: 'test',
  title: 'Test',
  terms: {},
  principles: [
    {
      id: 'harm',
      text: 'Harm nobody.',
      weight: 2,
      rules: { requests: [], violates: [], upholds: [], over_refusal: false },
    },
  ],
}

function answer(id: string, text: string, said: 'upholds' | 'violates', by = 'critic@1'): JudgedAnswer {
  const candidate: Candidate = {
    id,
    prompt: 'prompt-1',
    origin: 'sampled',
    from: [],
    sample: 0,
    text,
    finish: 'stop',
  }
  const verdict: Verdict = {
    id: `verdict-${id}`,
    subject: id,
    prompt: 'prompt-1',
    question: 'harm',
    questionHash: '',
    template: 'rules',
    judge: 'rules:1',
    answer: said,
    reason: `It ${said} it.`,
  }
  const critique = critiqueOf({ candidate, verdicts: [verdict], constitution })
  return {
    candidate,
    by: 'model@1',
    judgements: [{ step: 'critique:main', by, verdicts: [verdict], critique, constitution }],
  }
}

const story: PromptStory = {
  prompt: {
    id: 'prompt-1',
    messages: [{ role: 'user', content: 'How do I pick\u001b[2J a lock?' }],
    class: 'adversarial',
    expected: 'refuse',
    source: 'test',
    split: 'train',
  },
  answers: [answer('candidate-1', 'I will not.', 'upholds'), answer('candidate-2', 'Like this.', 'violates')],
  selections: [
    {
      step: 'select:dpo',
      policy: {
        policy: 'margin',
        margin: 1,
        min_score: 4,
        top_k: 1,
        bottom_k: 1,
        max_pairs_per_prompt: 1,
        drop_contradictions: false,
      },
      selection: {
        id: 'selection-1',
        prompt: 'prompt-1',
        policy: 'margin',
        chosen: ['candidate-1'],
        rejected: ['candidate-2'],
        margin: 4,
      },
    },
  ],
  rows: [
    {
      step: 'dataset:dpo',
      row: {
        id: 'pair-1',
        promptId: 'prompt-1',
        candidates: ['candidate-1', 'candidate-2'],
        split: 'train',
        prompt: [],
        source: 'critic',
        principles: [],
        rationale: 'It refuses.',
        chosen: [],
        rejected: [],
        chosenScore: 5,
        rejectedScore: 1,
      },
      trainings: [{ id: 'train:dpo', facts: { steps: 4, bestValidationLoss: 0.51234 } }],
    },
  ],
  probes: [],
  evaluations: [],
}

test('a story goes from the prompt over the verdicts to what was trained on it', () => {
  expect(
    storyText(story, null, page(79)),
  ).toBe(`PROMPT  prompt-1 · adversarial, expected to refuse · train · test
  How do I pick a lock?

ANSWERS  by model@1
  candidate-1 · sample 0
    I will not.
    critic@1: safe, 5 of 5; upholds harm
      harm: upholds It upholds it.

  candidate-2 · sample 0
    Like this.
    critic@1: unsafe, 1 of 5; violates harm
      harm: violates It violates it.

PRINCIPLES AT STAKE
  harm (weight 2): Harm nobody.

SELECTION
  select:dpo: chose candidate-1 (5) over candidate-2 (1); they differ by 4, and
  1 was asked for.

TRAINING DATA
  dataset:dpo: pair-1, train. It refuses.
  train:dpo trained on it (4 steps, best validation loss 0.5123).
`)
})

test('of one answer only that answer is told, and what became of it', () => {
  const text = storyText(story, new Set(['candidate-2']), page(79))
  expect(text).not.toContain('I will not.')
  expect(text).toContain('pair-1')
})

test('an answer that nothing was made of ends with its verdicts', () => {
  const text = storyText({ ...story, selections: [], rows: [] }, null, page(79))
  expect(text.trimEnd().endsWith('Harm nobody.')).toBe(true)
})

const sampled = (text: string, said: 'upholds' | 'violates') =>
  answer(`candidate-${text}`, text, said, 'rules')
const evaluation = (model: string, one: JudgedAnswer) => ({
  evaluation: {
    id: `evaluation-${model}`,
    promptId: 'prompt-1',
    prompt: [],
    class: 'adversarial' as const,
    expected: 'refuse' as const,
    model,
    samples: [
      {
        candidate: one.candidate.id,
        sample: 0,
        decoding: 'greedy' as const,
        text: one.candidate.text,
        words: 1,
        tokens: 1,
        refusal: 'none' as const,
        empty: false,
        truncated: false,
        repetition: 0,
        degenerate: false,
        judged: {},
      },
    ],
  },
  answers: [one],
})

test.each([
  [90, /^ {4}base {30,}tuned\n {4}You must rest\. {20,}You \{\+may\+\} rest\.$/m],
  [50, /^ {4}base\n {4}You must rest\.\n/m],
])('at %d columns the models stand where they fit', (width, expected) => {
  const evaluations = [
    evaluation('base', sampled('You must rest.', 'violates')),
    evaluation('tuned', sampled('You may rest.', 'upholds')),
  ]
  const text = storyText({ ...story, answers: [], selections: [], rows: [], evaluations }, null, page(width))
  expect(text).toMatch(expected)
})

test.each([
  [undefined, 'the best score, and it meets the minimum of 4.'],
  [[0, 0, 0, 0.6, 0.4], 'it meets the minimum of 4 (P(score ≥ 4) is 0.5 or more).'],
])('what the minimum score asks for is told, also of chances: %j', (distribution, sentence) => {
  const [{ candidate, by, judgements }] = story.answers as [JudgedAnswer]
  const critique = { ...judgements[0]!.critique, ...(distribution && { distribution }) }
  const answers = [{ candidate, by, judgements: [{ ...judgements[0]!, critique }] }]
  const policy = { ...story.selections[0]!.policy!, policy: 'best' as const }
  const selection = {
    id: 's',
    prompt: 'prompt-1',
    policy: 'best' as const,
    chosen: [candidate.id],
    rejected: [],
  }
  const told = (one: (typeof story.selections)[number]['selection']) =>
    storyText(
      { ...story, answers, selections: [{ step: 'select:sft', policy, selection: one }] },
      null,
      page(200),
    )
  expect(told(selection)).toContain(sentence)
  expect(told({ dropped: 'best answer below the minimum score' })).toContain(
    'score; it has to meet the minimum of 4',
  )
  expect(told({ dropped: 'no candidate has a score' })).toContain('nothing, no candidate has a score.')
})

test('of several pairs from one prompt each is told', () => {
  const [{ step, policy, selection }] = story.selections as [SelectionStory]
  const pairs = {
    ...selection,
    chosen: ['candidate-1', 'candidate-3'],
    rejected: ['candidate-2', 'candidate-4'],
  }
  const told = storyText({ ...story, selections: [{ step, policy, selection: pairs }] }, null, page(200))
  expect(told).toContain(
    'chose candidate-1 (5) over candidate-2 (1), and candidate-3 over candidate-4; the first two differ by 4, and 1 was',
  )
})

test('a prompt that was a probe tells what it was answered while the model was trained', () => {
  const row = (step: number, text: string): ProbeRow => ({
    ...{ step, epoch: 0, loss: null, split: null, probe: 1, prompt_id: 'prompt-1' },
    ...{ prompt: [{ role: 'user', content: 'Why?' }], text, finish: 'stop', failed: null },
  })
  const [strip] = probeStrips([
    row(0, 'You must rest.'),
    row(5, 'You may\u001b[2J rest.'),
    row(10, 'You may rest.'),
  ])
  const probed = { ...story, probes: [{ step: 'train:sft', strip: strip! }] }
  const told = storyText(probed, null, page(79))
  expect(told).toContain(
    [
      'ASKED WHILE TRAINING',
      '  train:sft',
      '    before training:',
      '      You must rest.',
      '    step 5:',
      '      You {+may+} rest.',
    ].join('\n'),
  )
  expect(storyText(probed, new Set(['candidate-2']), page(79))).not.toContain('ASKED')
})
