/**
 * The sizes of a decoder-only transformer, as its config.json tells them. From these alone its parameters and its
 * memory follow by arithmetic, before a byte of it is downloaded.
 */
import { z } from 'zod'

/** `model_type` of the architectures whose layers are known here. */
export const architectures = [
  'phi',
  'phi3',
  'gemma',
  'gemma3_text',
  'qwen2',
  'qwen3',
  'llama',
  'mistral',
  'gpt2',
  'gpt_neo',
] as const
export type Architecture = (typeof architectures)[number]

export interface ModelShape {
  architecture: Architecture
  layers: number
  hidden: number
  heads: number
  /** Fewer than `heads` where several queries share keys and values. */
  kvHeads: number
  headDim: number
  intermediate: number
  vocabulary: number
  /** Tokens that it can look at. */
  context: number
  /** Whether the output layer is the embedding. */
  tied: boolean
  /** Layers that look back only `window` tokens. */
  sliding: { layers: number; window: number } | null
}

/** The shape in a parsed config.json, or null for an architecture that is not known here or a config without sizes. */
export function shapeOf(config: unknown): ModelShape | null {
  const parsed = configSchema.safeParse(config)
  if (!parsed.success) return null
  const { model_type: architecture, num_attention_heads: heads, hidden_size: hidden, ...rest } = parsed.data
  return {
    architecture,
    layers: rest.num_hidden_layers,
    hidden,
    heads,
    kvHeads: rest.num_key_value_heads ?? heads,
    headDim: rest.head_dim ?? hidden / heads,
    intermediate: rest.intermediate_size ?? 4 * hidden,
    vocabulary: rest.vocab_size,
    context: rest.max_position_embeddings,
    tied:
      rest.tie_word_embeddings ??
      !['phi', 'phi3', 'llama', 'mistral', 'qwen2', 'qwen3'].includes(architecture),
    sliding: slidingOf(rest),
  }
}

const size = z.int().positive()

const configSchema = z.preprocess(
  withPlainNames,
  z.object({
    model_type: z.enum(architectures),
    num_hidden_layers: size,
    hidden_size: size,
    num_attention_heads: size,
    num_key_value_heads: size.nullish(),
    head_dim: size.nullish(),
    intermediate_size: size.nullish(),
    vocab_size: size,
    max_position_embeddings: size,
    /** What a config leaves out is the default of its class in transformers. */
    tie_word_embeddings: z.boolean().nullish(),
    sliding_window: size.nullish(),
    layer_types: z.array(z.string()).nullish(),
    attention_types: z.array(z.tuple([z.array(z.string()), size])).nullish(),
    /** Biases that the class has only when asked for would be parameters that are not counted. */
    attention_bias: z.literal(false).nullish(),
    mlp_bias: z.literal(false).nullish(),
  }),
)

/** GPT-2 and GPT-Neo name the same things otherwise. */
const plainNames: Record<string, string> = {
  n_layer: 'num_hidden_layers',
  num_layers: 'num_hidden_layers',
  n_embd: 'hidden_size',
  n_head: 'num_attention_heads',
  num_heads: 'num_attention_heads',
  n_inner: 'intermediate_size',
  n_positions: 'max_position_embeddings',
  window_size: 'sliding_window',
}

function withPlainNames(config: unknown): unknown {
  if (typeof config !== 'object' || config === null) return config
  const named = Object.entries(config).map(([name, value]) => [plainNames[name] ?? name, value])
  return Object.fromEntries(named)
}

function slidingOf({
  sliding_window: window,
  layer_types,
  attention_types,
}: Pick<
  z.infer<typeof configSchema>,
  'sliding_window' | 'layer_types' | 'attention_types'
>): ModelShape['sliding'] {
  const types = layer_types ?? attention_types?.flatMap(([kinds, times]) => Array(times).fill(kinds).flat())
  const layers = types?.filter((type) => type === 'sliding_attention' || type === 'local').length ?? 0
  return window && layers > 0 ? { layers, window } : null
}
