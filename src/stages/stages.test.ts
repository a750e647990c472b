import { expect, test } from 'vitest'
import { dpoSchema, sftSchema } from '../core/config/training.js'
import { datasetStage } from './dataset.js'
import {
  asking,
  candidatesFor,
  constitution,
  outputsOf,
  prompts,
  selectionsFor,
  verdictsFor,
} from './fixtures/ports.js'
import { generateStage } from './generate.js'
import { critiqueStage } from './judge.js'
import { selectStage } from './select.js'
import type { Output } from './stage.js'
import { trainStage } from './train.js'
import type { TrainRequest } from './train-port.js'

const recordsOf = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => ('record' in output ? [output.record as Record<string, unknown>] : []))
const factsOf = (outputs: readonly Output[]) =>
  Object.fromEntries(outputs.flatMap((output) => ('fact' in output ? [[output.fact, output.value]] : [])))
const droppedOf = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => ('dropped' in output ? [`${output.dropped}: ${output.reason}`] : []))

test('each prompt of the wanted splits gets its answers, one after the other', async () => {
  const answer = () => ({ text: 'Yes.', finish: 'stop' as const, tokens: 1 })
  const outputs = await outputsOf(generateStage, asking, { inputs: { prompts }, answer })
  const wanted = prompts.filter(({ split }) => split === 'train').flatMap(({ id }) => [`${id} 0`, `${id} 1`])
  expect(recordsOf(outputs).map(({ prompt, sample }) => `${prompt} ${sample}`)).toEqual(wanted)
  expect(factsOf(outputs)).toEqual({ candidates: wanted.length })
})

test('an answer that failed is dropped with its reason, and what was cut off is counted', async () => {
  let count = 0
  const outputs = await outputsOf(generateStage, asking, {
    inputs: { prompts },
    answer: () => (count++ === 0 ? { failed: 'too long' } : { text: 'and', finish: 'length', tokens: 8 }),
  })
  expect(droppedOf(outputs)).toEqual(['p0#0: too long'])
  expect(factsOf(outputs)).toEqual({
    candidates: 11,
    truncated: 11,
    unanswered: 1,
    warnings: [expect.stringContaining('raise generate.max_new_tokens')],
  })
})

const judging = {
  constitution,
  judge: { kind: 'model' as const, template: 'instruct/v1', templateHash: '' },
  questions: 'overall' as const,
  max_new_tokens: 8,
}
const judged = { prompts, candidates: candidatesFor(false) }

test('a critic whose words can not be read keeps its verdicts as unparsed, up to a share', async () => {
  let count = 0
  const answer = () => ({ text: count++ % 6 ? 'Score: 4' : 'Hm.', finish: 'stop' as const, tokens: 1 })
  const outputs = await outputsOf(
    critiqueStage,
    { ...judging, max_unparsed: 0.2 },
    { inputs: judged, answer },
  )
  expect(factsOf(outputs)).toMatchObject({ judged: 18, unparsed: 3 })
  const answers = recordsOf(outputs).map(({ answer }) => answer)
  expect([answers[0], answers[1]]).toEqual(['unparsed', 4])
})

test('a model is asked about the whole only, where that is what is wanted', async () => {
  const questionsOf = async (questions: 'all' | 'overall') => {
    const wanted = {
      ...judging,
      judge: { ...judging.judge, template: 'logits/v1' },
      questions,
      max_unparsed: 1,
    }
    const records = recordsOf(await outputsOf(critiqueStage, wanted, { inputs: judged }))
    return [...new Set(records.map(({ question }) => question))]
  }
  expect(await questionsOf('overall')).toEqual(['overall'])
  expect(await questionsOf('all')).toEqual(['overall', 'harm', 'truth'])
})

test('candidates of other prompts are refused as data, not as a bug', async () => {
  const foreign = [{ ...candidatesFor(false)[0], prompt: 'p99' }]
  const failing = outputsOf(
    critiqueStage,
    { ...judging, max_unparsed: 1 },
    { inputs: { prompts, candidates: foreign } },
  )
  await expect(failing).rejects.toMatchObject({
    name: 'DataError',
    exitCode: 2,
    message: expect.stringContaining('p99'),
  })
})

test('what a prompt came to in a selection is counted, and why it came to nothing', async () => {
  const inputs = { ...judged, verdicts: verdictsFor(judged.candidates) }
  const policy = {
    policy: 'best' as const,
    margin: 2,
    min_score: 5,
    top_k: 1,
    bottom_k: 1,
    max_pairs_per_prompt: 1,
    drop_contradictions: false,
  }
  const outputs = await outputsOf(selectStage, { constitution, policy }, { inputs })
  expect(factsOf(outputs)).toEqual({ prompts: 9, chosen: 9, rejected: 0 })
  const half = { ...inputs, verdicts: inputs.verdicts.filter(({ prompt }) => prompt === 'p0') }
  const few = await outputsOf(selectStage, { constitution, policy }, { inputs: half })
  expect(droppedOf(few)).toContainEqual('p1: no candidate has a score')
})

test('training rows name the candidates that they were made from', async () => {
  const outputs = await outputsOf(
    datasetStage,
    {
      method: 'dpo',
      constitution,
      include: 'best',
      near_duplicates: { enabled: true, threshold: 0.7, ngram: 3 },
      seed: 1,
      provenance: {
        generator: { id: 'm', revision: 'r' },
        critic: { id: 'rules', revision: 'builtin' },
        policy: { name: 'margin', settings: {} },
        template: 't',
        prompts: [],
      },
    },
    { inputs: { ...judged, verdicts: verdictsFor(judged.candidates), selections: selectionsFor('margin') } },
  )
  const pair = recordsOf(outputs).find(({ promptId }) => promptId === 'p0')
  expect(pair?.candidates).toEqual(['cp0.1', 'cp0.0'])
})

const outcome = {
  steps: 3,
  plannedSteps: 4,
  bestStep: 2,
  bestValidationLoss: 0.5,
  stop: { rule: 'overfit' as const, step: 3, tokensSeen: 30, reason: 'it rises', numbers: { rise: 1 } },
  stopPlan: {
    policy: 'default' as const,
    patience: 10,
    min_delta: 0,
    min_evaluations: 6,
    minTokens: 5,
    rate: { warmedUp: 0, settled: 2 },
  },
  curve: [{ step: 3, tokens_seen: 30, eval_loss: 0.5 }],
  probes: [
    {
      step: 0,
      epoch: 0,
      loss: null,
      split: null,
      probe: 1,
      prompt_id: 'prompt-1',
      prompt: [{ role: 'user' as const, content: 'Why?' }],
      text: 'So.',
      finish: 'stop' as const,
      failed: null,
    },
  ],
  droppedRows: [{ file: 'train' as const, line: 7, reason: 'too long' }],
  trainedTokens: 10,
  trainableParameters: 5,
  matchedModules: { q: 1 },
}

test.each([
  ['sft', sftSchema.parse({ method: 'sft' })],
  ['dpo', dpoSchema.parse({ method: 'dpo', from: 'sft' })],
])('%s asks for its training and tells what came of it', async (method, training) => {
  const requests: TrainRequest[] = []
  const train = async (request: TrainRequest) => {
    requests.push(request)
    return outcome
  }
  const outputs = await outputsOf(trainStage, { training, seed: 1 }, { inputs: {}, train })
  expect(requests[0]).toMatchObject({ method, lora: { lora_r: 8 }, schedule: { max_steps: null } })
  expect(requests[0]?.dpo === null).toBe(method === 'sft')
  expect(droppedOf(outputs)).toEqual(['train:7: too long'])
  const { droppedRows: _, curve, probes, ...facts } = outcome
  expect(factsOf(outputs)).toEqual({ ...facts, 'adapters on': '1 q', stopped: 'overfit at step 3: it rises' })
  expect(recordsOf(outputs)).toEqual([...curve, ...probes])
})
