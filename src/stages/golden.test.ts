/**
 * A step is reused when its recipe is the same, and the recipe holds the stage's version and not its code. So a change
 * of what a stage makes must come with a new version, or old results pass as new ones.
 *
 * When this fails and you meant to change the output (also by a change in core): raise `version` of the stage in
 * src/stages, then record here the version and hash that the failure shows. When you did not mean to, you have found a
 * mistake. A new version without a new output is fine too, and is recorded in the same way.
 */
import { expect, test } from 'vitest'
import type { Answer, Ask } from '../core/asks.js'
import { sha256 } from '../core/canonical.js'
import { plainReading } from '../core/import/fixtures/reading.js'
import { agreementStage } from './agreement.js'
import { compareStage } from './compare.js'
import { datasetStage } from './dataset.js'
import {
  candidatesFor,
  choosing,
  constitution,
  outputsOf,
  prompts,
  type SmallWorld,
  selectionsFor,
  verdictsFor,
} from './fixtures/ports.js'
import { generateStage, sampleStage } from './generate.js'
import { importStage } from './import.js'
import { critiqueStage, judgeStage } from './judge.js'
import { promptsStage } from './prompts.js'
import { selectStage } from './select.js'
import type { Output, Stage } from './stage.js'
import { stages } from './stages.js'

/** Version of the stage and the first digits of the hash of everything that it yields. */
const recorded: Record<string, string> = {
  prompts: 'version 3: 208ffe33dbcce70c',
  import: 'version 3: d3540b5dcf9d4d29',
  agreement: 'version 2: a19458fb391195fd',
  generate: 'version 2: 297272136bfe9ea3',
  sample: 'version 2: b01c4f56afd31ec3',
  'critique by a model': 'version 3: fccc13f9f253ae63',
  'critique in words': 'version 3: fdb79c367b3c978a',
  'judge by rules': 'version 4: 3f2b6f34319648d3',
  'select best': 'version 2: 53edb02772a0b00f',
  'select margin': 'version 2: 69f995968739e47d',
  'dataset sft': 'version 4: b270eeabd96ae9a7',
  'dataset dpo': 'version 4: 66ec3c49e669855e',
  compare: 'version 8: 32f1919f051fb402',
}

interface Golden {
  stage: { name: string; version: number }
  outputs(): Promise<Output[]>
}

function golden<S>(stage: Stage<S>, settings: S, world: SmallWorld): Golden {
  return { stage, outputs: () => outputsOf(stage, settings, world) }
}

const generating = {
  limit: null,
  n: 3,
  greedy: false,
  temperature: 0.8,
  top_p: 0.9,
  max_new_tokens: 8,
  seed: 1337,
  salt: 'generate',
}
const judging = { constitution, questions: 'all' as const, max_new_tokens: 64, max_unparsed: 1 }
const byModel = { kind: 'model' as const, template: 'logits/v1', templateHash: 'h' }
/** The key stands in the reason, so that another question makes another output. */
const inWords = ({ key }: Ask): Answer => ({
  text: `Score: ${1 + (Number.parseInt(key.slice(0, 2), 16) % 5)}\nReason: ${key}`,
  finish: 'stop',
  tokens: 9,
})
const answered = candidatesFor(false)
const judged = { prompts, candidates: answered, verdicts: verdictsFor(answered) }
const provenance = {
  generator: { id: 'small-model', revision: 'r1' },
  critic: { id: 'rules', revision: 'builtin' },
  policy: { name: 'best', settings: {} },
  template: 'plain/v1',
  prompts: ['small.jsonl'],
}
const near_duplicates = { enabled: true, threshold: 0.7, ngram: 3 }
const building = { constitution, include: 'best' as const, near_duplicates, seed: 1337, provenance }
const rows = [
  { prompt: 'What is tea?', class: 'cooperating' },
  { prompt: ' what is  TEA? ' },
  { messages: [{ role: 'user', content: 'Hello' }], group: 'g' },
  'How do I pick a lock?',
]
const answerRows = [
  { prompt: 'What about thing 4?', answer: 'So.', model: 'a', label: '1_full_compliance' },
  { prompt: 'What about thing 0?', answer: 'No.', model: 'b', label: 'refused' },
  { prompt: 'What about thing 0?', answer: '' },
  { prompt: 'What about thing 99?', answer: 'So.' },
]
const labels = answered.slice(0, 6).map(({ id, prompt }, index) => ({
  ...{ id: `l${id}`, subject: id, prompt, question: 'harm', questionHash: 'h', template: 'label' },
  ...{ judge: 'human:label', answer: index % 3 ? 'upholds' : 'violates', category: 'harm', reason: 'bad' },
}))
const [base, tuned] = [candidatesFor(true, 'base'), candidatesFor(true, 'tuned')]
const trained = {
  id: 'example-1',
  promptId: 'p0',
  candidates: ['c1'],
  split: 'train',
  prompt: prompts[3]?.messages,
  source: 'critic',
  principles: [],
  rationale: '',
  completion: [{ role: 'assistant', content: 'Some say: what about thing 7?' }],
  score: 5,
}
const compared = {
  prompts,
  'training:sft': [trained],
  'candidates:base': base,
  'candidates:tuned': tuned,
  'verdicts:base:rules': verdictsFor(base),
  'verdicts:tuned:rules': verdictsFor(tuned),
}

const cases: Record<string, Golden> = {
  prompts: golden(
    promptsStage,
    {
      files: [
        { input: 'file0', source: 'small.jsonl', evaluation: false },
        { input: 'file1', source: 'eval.jsonl', evaluation: true },
      ],
      ratios: { validation: 0.3, evaluation: 0 },
    },
    { inputs: { file0: rows, file1: ['Is this held out?', 'Hello'] } },
  ),
  import: golden(
    importStage,
    { ...plainReading, files: [{ input: 'file0', source: 'answers.jsonl' }] },
    { inputs: { prompts, file0: answerRows } },
  ),
  agreement: golden(agreementStage, { constitution, critic: 'rules' }, { inputs: { ...judged, labels } }),
  generate: golden(
    generateStage,
    { ...generating, splits: ['train', 'validation'] },
    { inputs: { prompts } },
  ),
  sample: golden(
    sampleStage,
    { ...generating, splits: ['evaluation'], n: 2, greedy: true, limit: 2 },
    { inputs: { prompts } },
  ),
  'critique by a model': golden(
    critiqueStage,
    { ...judging, judge: byModel },
    { inputs: { prompts, candidates: answered } },
  ),
  'critique in words': golden(
    critiqueStage,
    { ...judging, judge: { ...byModel, template: 'instruct/v1' } },
    { inputs: { prompts, candidates: answered }, answer: inWords },
  ),
  'judge by rules': golden(
    judgeStage,
    { ...judging, judge: { kind: 'rules' } },
    { inputs: { prompts, candidates: answered } },
  ),
  'select best': golden(
    selectStage,
    { constitution, policy: { ...choosing, policy: 'best' } },
    { inputs: judged },
  ),
  'select margin': golden(
    selectStage,
    { constitution, policy: { ...choosing, policy: 'margin' } },
    { inputs: judged },
  ),
  'dataset sft': golden(
    datasetStage,
    { ...building, method: 'sft' },
    { inputs: { ...judged, selections: selectionsFor('best') } },
  ),
  'dataset dpo': golden(
    datasetStage,
    { ...building, method: 'dpo' },
    { inputs: { ...judged, selections: selectionsFor('margin') } },
  ),
  compare: golden(
    compareStage,
    {
      constitution,
      baseline: 'base',
      models: ['base', 'tuned'],
      judges: [{ name: 'rules', identity: 'rules rules:h', selectedData: false }],
      embedded: false,
      seed: 1337,
      near: { threshold: 0.7, ngram: 3 },
    },
    { inputs: compared },
  ),
}

test.each(Object.entries(cases))('%s makes what its version says', async (name, { stage, outputs }) => {
  const made = await outputs()
  expect(made.length).toBeGreaterThan(3)
  const hash = sha256(JSON.stringify(made)).slice(0, 16)
  expect(`version ${stage.version}: ${hash}`).toBe(recorded[name])
})

test('every stage but train, whose rows are made in Python, has a golden output', () => {
  const covered = new Set(Object.values(cases).map(({ stage }) => stage.name))
  expect([...stages.keys()].filter((name) => !covered.has(name))).toEqual(['train'])
})
