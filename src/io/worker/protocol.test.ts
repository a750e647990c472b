/**
 * The contract with Python: python/protocol.schema.json is what the worker checks its jobs by, so it must be what the
 * schemas here say. When this fails after a deliberate change of the wire, `npm run docs` writes it anew; a change that
 * an older side would misread raises `protocolVersion` too.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { askSchema } from '../../core/asks.js'
import { packageFile } from '../package-file.js'
import { eventSchema, hostEventSchema } from './events.js'
import { decisionSchema, hostRequestSchema, jobSchema } from './protocol.js'

const wire = {
  job: jobSchema,
  event: eventSchema,
  decision: decisionSchema,
  host: hostEventSchema,
  host_request: hostRequestSchema,
  ask: askSchema,
}

test('the schema that Python reads is the one that is defined here', () => {
  const written = JSON.parse(readFileSync(packageFile('python/protocol.schema.json'), 'utf8'))
  const now = Object.fromEntries(Object.entries(wire).map(([name, schema]) => [name, z.toJSONSchema(schema)]))
  expect(written).toEqual(JSON.parse(JSON.stringify(now)))
})

const common = { protocol: 1, device: 'cpu', threads: 1, seed: 0 }
const model = {
  source: 'microsoft/phi-2',
  revision: 'a'.repeat(40),
  dtype: 'bfloat16',
  quantization: 'nf4',
  template: { id: 'plain/v1', jinja: '{{ messages }}', stop: ['\n'] },
  adapter: 'outputs/run/adapter',
}
const optimisation = { learning_rate: 1e-4, weight_decay: 0, max_grad_norm: 1 }
const dpo = { beta: 0.1, loss_type: ['sigmoid', 'sft'], loss_weights: [1, 0.5], label_smoothing: 0 }
const train = {
  ...common,
  kind: 'train',
  method: 'dpo',
  model,
  train: 'train.jsonl',
  validation: null,
  output: 'checkpoints',
  resume: null,
  resume_probe_loss: null,
  lora: { lora_r: 8, lora_alpha: 16, lora_dropout: 0, target_modules: ['q_proj'] },
  optimisation: {
    ...optimisation,
    lr_scheduler_type: 'cosine',
    optim: 'adamw_torch',
    per_device_train_batch_size: 4,
    gradient_accumulation_steps: 4,
    gradient_checkpointing: false,
    max_length: 512,
  },
  dpo,
  probes: { prompts: [[{ role: 'user', content: 'Why?' }]], max_new_tokens: 40, every: 1 },
}
const prepared = {
  type: 'prepared',
  rows: 3,
  validation_rows: 0,
  dropped: [{ file: 'train', line: 2, reason: 'too long' }],
  trained_tokens: 10,
  total_tokens: 20,
  trainable_parameters: 5,
  matched_modules: { q_proj: 32 },
  decide: true,
}
const metric = { type: 'metric', split: 'train', global_step: 1, epoch: 0.1, tokens_seen: 10, decide: false }
const text = { max_new_tokens: 8, temperature: 0, top_p: 1, seed: 1 }
const messages = [{ role: 'user', content: 'hi' }]

const examples: Record<keyof typeof wire, Record<string, unknown>[]> = {
  job: [
    { ...common, kind: 'answer', model, asks: 'a.jsonl', answered: null, batch_size: 8, max_length: 2048 },
    train,
    { ...train, method: 'sft', dpo: null, lora: { ...train.lora, target_modules: 'all-linear' } },
    {
      ...common,
      kind: 'pretrain',
      init: null,
      corpus: 'c.jsonl',
      output: 'tiny',
      chat_template: '{{ messages }}',
      tokenizer: {
        vocabulary: 512,
        special_tokens: ['<s>'],
        whole_words: [],
        eos_token: '<s>',
        pad_token: '<p>',
      },
      architecture: {
        hidden_size: 8,
        num_hidden_layers: 1,
        num_attention_heads: 1,
        intermediate_size: 8,
        max_position_embeddings: 64,
        initializer_range: 0.02,
      },
      optimisation: { ...optimisation, steps: 1, batch_size: 1, warmup_ratio: 0 },
    },
    { ...common, kind: 'probe' },
  ],
  event: [
    {
      type: 'ready',
      protocol: 1,
      pid: 7,
      versions: { torch: '2' },
      device: { type: 'cpu', name: '', bf16: true },
      threads: 2,
    },
    { type: 'progress', phase: 'load', done: 0, total: 1, unit: 'models' },
    { type: 'answer', key: 'k', answer: { text: '', finish: 'length', tokens: 0 } },
    { type: 'answer', key: 'k', answer: { probabilities: [0.5, 0.5], mass: 1 } },
    { type: 'answer', key: 'k', answer: { failed: 'too long' } },
    { type: 'batch' },
    prepared,
    { ...metric, values: { loss: 'NaN', grad_norm: 'Infinity', learning_rate: 1e-4 } },
    {
      type: 'sample',
      global_step: 2,
      epoch: 0.5,
      answers: [{ text: 'So.', finish: 'stop', tokens: 2 }, { failed: 'too long' }],
    },
    { type: 'checkpoint', global_step: 2, path: 'c/checkpoint-2', probe_loss: 0.5, logit_shift: '-Infinity' },
    { type: 'check', name: 'trained_tokens', passed: true, value: null, detail: '' },
    { type: 'done', result: { anything: [1] } },
    { type: 'error', kind: 'memory', message: 'no', hint: null },
  ],
  decision: [
    { type: 'begin', max_steps: 10, warmup_steps: 0, eval_steps: 2, save_steps: 2, logging_steps: 1 },
    { type: 'continue' },
    { type: 'stop', reason: 'overfit' },
  ],
  host: [
    { type: 'host', protocol: 1, pid: 7 },
    { type: 'exited', code: null, signal: 9 },
  ],
  host_request: [{ type: 'job', path: 'job.json' }],
  ask: [
    { key: 'k', messages, want: { text } },
    { key: 'k', messages, want: { choice: ['A', 'B'] } },
  ],
}
const all = Object.entries(examples).flatMap(([name, messages]) =>
  messages.map((message) => [name, message.type ?? message.kind ?? 'ask', message] as const),
)

test.each(all)('%s %s is on the wire', (name, _, message) => {
  expect(wire[name as keyof typeof wire].parse(message)).toEqual(message)
})

test.each(all)('%s %s with a field that nobody knows is not', (name, _, message) => {
  expect(wire[name as keyof typeof wire].safeParse({ ...message, colour: 'red' }).success).toBe(false)
})

test('there is an example of every kind of message', () => {
  const kindsOf = (schema: { options: readonly { shape: object }[] }, key: string) =>
    schema.options
      .map(({ shape }) => [...(shape as Record<string, z.ZodLiteral<string>>)[key]!.values][0])
      .sort()
  const shown = (name: keyof typeof wire, key: string) =>
    [...new Set(examples[name].map((one) => one[key]))].sort()
  expect(shown('job', 'kind')).toEqual(kindsOf(jobSchema, 'kind'))
  expect(shown('event', 'type')).toEqual(kindsOf(eventSchema, 'type'))
  expect(shown('decision', 'type')).toEqual(kindsOf(decisionSchema, 'type'))
  expect(shown('host', 'type')).toEqual(kindsOf(hostEventSchema, 'type'))
})
