/**
 * What comes back over the wire of protocol.ts: the events of a worker, and those of the host that forks workers.
 * Numbers that JSON can't hold travel as the texts "NaN", "Infinity" and "-Infinity".
 */
import { z } from 'zod'
import { answerSchema } from '../../core/asks.js'

const wireNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])

export const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ready'),
    protocol: z.int().describe('first, so that a mismatch can name both versions'),
    pid: z.int(),
    versions: z.record(z.string(), z.string()),
    device: z.strictObject({ type: z.enum(['cuda', 'mps', 'cpu']), name: z.string(), bf16: z.boolean() }),
    threads: z.int(),
  }),
  z.strictObject({
    type: z.literal('progress'),
    phase: z.string().describe('load, answer, prepare, train, validate, pretrain, probe'),
    done: z.int().nonnegative(),
    total: z.int().nonnegative(),
    unit: z.string(),
  }),
  z.strictObject({
    type: z.literal('answer'),
    key: z.string(),
    answer: answerSchema,
  }),
  z.strictObject({
    type: z.literal('batch').describe('all answers since the last one belong together: sync now'),
  }),
  z.strictObject({
    type: z.literal('prepared').describe('the training data as the model will see it; waits for `begin`'),
    rows: z.int(),
    validation_rows: z.int(),
    dropped: z.array(
      z.strictObject({ file: z.enum(['train', 'validation']), line: z.int(), reason: z.string() }),
    ),
    trained_tokens: z.int().describe('tokens of one epoch that carry a loss'),
    total_tokens: z.int(),
    trainable_parameters: z.int(),
    matched_modules: z
      .record(z.string(), z.int())
      .describe('target module name → how many modules it matched'),
    decide: z.literal(true),
  }),
  z.strictObject({
    type: z.literal('metric'),
    split: z.enum(['train', 'validation']),
    global_step: z.int().nonnegative(),
    epoch: z.number().nonnegative(),
    tokens_seen: z.int().nonnegative(),
    values: z.record(z.string(), wireNumber),
    decide: z.boolean(),
  }),
  z.strictObject({
    type: z
      .literal('sample')
      .describe('what the probe prompts are answered now; told before the checkpoint of the same step'),
    global_step: z.int().nonnegative(),
    epoch: z.number().nonnegative(),
    answers: z.array(answerSchema).min(1).describe('in the order of the prompts'),
  }),
  z.strictObject({
    type: z.literal('checkpoint'),
    global_step: z.int().nonnegative(),
    path: z.string().min(1),
    probe_loss: wireNumber.describe('loss on a fixed batch, recomputed on resume'),
    logit_shift: wireNumber.describe('largest |logit(adapter) − logit(base)| on that batch'),
  }),
  z.strictObject({
    type: z.literal('check').describe('one proof of effect'),
    name: z.string(),
    passed: z.boolean(),
    value: wireNumber.nullable(),
    detail: z.string(),
  }),
  z.strictObject({
    type: z.literal('done'),
    result: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({
    type: z.literal('error'),
    kind: z
      .enum(['job', 'model', 'data', 'memory', 'disk', 'resume', 'interrupted', 'internal'])
      .describe('whose fault it is; `interrupted` is a clean stop after SIGINT'),
    message: z.string(),
    hint: z.string().nullable(),
  }),
])

export const hostEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('host'), protocol: z.int(), pid: z.int() }),
  z.strictObject({ type: z.literal('exited'), code: z.int().nullable(), signal: z.int().nullable() }),
])

export type WorkerEvent = z.infer<typeof eventSchema>
export type HostEvent = z.infer<typeof hostEventSchema>
