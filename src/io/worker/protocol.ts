/**
 * The wire between the TypeScript side and a Python worker: what goes in. This file and events.ts are its only
 * definition; the JSON Schema in python/protocol.schema.json is generated from them and both sides' contract tests
 * read that.
 *
 * A worker is started with the path of a job (JSON). It writes one event per line on its private event channel:
 * `ready` first, then anything, then `done` or `error` last. No `done` means failure, whatever the exit code.
 * Its stdin carries only decisions. After every event that says `decide: true` it waits for exactly one of them.
 */
import { z } from 'zod'
import { templateSchema } from '../../core/asks.js'
import { messageSchema } from '../../core/records.js'

export const protocolVersion = 1

const path = z.string().min(1)

export const modelSchema = z.strictObject({
  source: z.string().describe('a folder or a Hub name'),
  revision: z.string().nullable().describe('commit on the Hub; null for a folder'),
  dtype: z.enum(['float32', 'bfloat16', 'float16']),
  quantization: z.enum(['nf4']).nullable(),
  template: templateSchema,
  adapter: path.nullable().describe('folder of a PEFT adapter that is put on the base'),
})

const common = {
  protocol: z.literal(protocolVersion),
  device: z.enum(['auto', 'cuda', 'mps', 'cpu']),
  threads: z.int().positive().describe('torch threads'),
  seed: z.int().nonnegative(),
}

const answerJobSchema = z.strictObject({
  kind: z.literal('answer'),
  ...common,
  model: modelSchema,
  asks: path.describe('JSONL of asks (askSchema in core/asks.ts)'),
  answered: path
    .nullable()
    .describe('text file of ask keys, one a line, that have an answer; a batch with none missing is skipped'),
  batch_size: z.int().positive(),
  max_length: z
    .int()
    .positive()
    .nullable()
    .describe("tokens of prompt and answer; null means the model's context"),
})

const loraSchema = z.strictObject({
  lora_r: z.int().positive(),
  lora_alpha: z.number().positive(),
  lora_dropout: z.number().min(0).max(1),
  target_modules: z
    .union([z.literal('all-linear'), z.array(z.string()).min(1)])
    .describe('each name must match at least one module of the loaded model'),
})

const trainJobSchema = z.strictObject({
  kind: z.literal('train'),
  ...common,
  method: z.enum(['sft', 'dpo']),
  model: modelSchema.describe('model.adapter, when given, is trained on; for dpo it is the reference too'),
  train: path.describe(
    'JSONL in training order: {prompt: messages, completion: messages} or {prompt, chosen, rejected}',
  ),
  validation: path.nullable(),
  output: path.describe('folder for checkpoint-<step>/'),
  resume: path.nullable().describe('a complete checkpoint folder of the same job'),
  resume_probe_loss: z
    .number()
    .nullable()
    .describe('the loss that the checkpoint event told; a mismatch is refused'),
  lora: loraSchema,
  optimisation: z.strictObject({
    learning_rate: z.number().positive(),
    lr_scheduler_type: z.enum(['linear', 'cosine', 'constant', 'constant_with_warmup']),
    optim: z.string(),
    weight_decay: z.number().nonnegative(),
    max_grad_norm: z.number().positive(),
    per_device_train_batch_size: z.int().positive(),
    gradient_accumulation_steps: z.int().positive(),
    gradient_checkpointing: z.boolean(),
    max_length: z.int().positive(),
  }),
  dpo: z
    .strictObject({
      beta: z.number().positive(),
      loss_type: z.array(z.string()).min(1),
      loss_weights: z.array(z.number()).nullable(),
      label_smoothing: z.number().min(0).lt(0.5),
    })
    .nullable(),
  probes: z
    .strictObject({
      prompts: z.array(z.array(messageSchema).min(1)).min(1),
      max_new_tokens: z.int().positive(),
      every: z.int().positive().describe('validation passes from one `sample` to the next'),
    })
    .nullable()
    .describe('answered greedily on the way, without a trace in the training'),
})

/** Trains a small Llama and its tokenizer from nothing, or goes on with one. Only the embedded models use it. */
const pretrainJobSchema = z.strictObject({
  kind: z.literal('pretrain'),
  ...common,
  init: path
    .nullable()
    .describe(
      'folder of an earlier pretrain job: its weights and tokenizer are the start; null means nothing',
    ),
  corpus: path.describe(
    'JSONL of {messages: [{role, content, loss}]}; loss is the weight of each token of the message, 0 for none',
  ),
  output: path,
  chat_template: z.string(),
  tokenizer: z.strictObject({
    vocabulary: z.int().positive(),
    special_tokens: z.array(z.string()).describe('control tokens, those of the end and the padding too'),
    whole_words: z.array(z.string()).describe('ordinary words that are one token each'),
    eos_token: z.string(),
    pad_token: z.string(),
  }),
  architecture: z.strictObject({
    hidden_size: z.int().positive(),
    num_hidden_layers: z.int().positive(),
    num_attention_heads: z.int().positive(),
    intermediate_size: z.int().positive(),
    max_position_embeddings: z.int().positive(),
    initializer_range: z.number().positive().describe('standard deviation of the first weights'),
  }),
  optimisation: z.strictObject({
    steps: z.int().positive(),
    batch_size: z.int().positive(),
    learning_rate: z.number().positive(),
    warmup_ratio: z.number().min(0).max(1),
    weight_decay: z.number().nonnegative(),
    max_grad_norm: z.number().positive(),
  }),
})

/** Proves that the environment works: imports, a device, one LoRA step, one NF4 step. */
const probeJobSchema = z.strictObject({ kind: z.literal('probe'), ...common })

export const jobSchema = z.discriminatedUnion('kind', [
  answerJobSchema,
  trainJobSchema,
  pretrainJobSchema,
  probeJobSchema,
])

export const decisionSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('begin'),
    max_steps: z.int().positive(),
    warmup_steps: z.int().nonnegative(),
    eval_steps: z.int().positive(),
    save_steps: z.int().positive(),
    logging_steps: z.int().positive(),
  }),
  z.strictObject({ type: z.literal('continue') }),
  z.strictObject({ type: z.literal('stop'), reason: z.string() }),
])

/** The preloaded parent (`--host`) takes one job path a line and forks a child for each. */
export const hostRequestSchema = z.strictObject({ type: z.literal('job'), path })

export type WireModel = z.infer<typeof modelSchema>
export type Job = z.infer<typeof jobSchema>
export type Decision = z.infer<typeof decisionSchema>
