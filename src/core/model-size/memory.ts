/**
 * How much memory a model takes, by arithmetic: to answer, and to train LoRA on 16-bit or on 4-bit weights. Weights,
 * keys and values, adapter and optimiser are exact; activations are an estimate, see there. What the driver, the
 * allocator and fragmentation take is not in it.
 */
import { type LoraTargets, linearWeightsOf, loraParametersOf, parametersOf, targetedBy } from './layout.js'
import type { ModelShape } from './shape.js'

export type WeightFormat = 'float32' | 'bfloat16' | 'float16' | 'nf4'

export interface Load {
  /** Sequences at once. */
  rows: number
  /** Tokens of each, prompt and answer together. */
  length: number
}

interface Training {
  method: 'sft' | 'dpo'
  /** gradient_checkpointing */
  checkpointing: boolean
}

/** Bytes, by what they are for, and their sum. */
export interface Memory {
  weights: number
  /** Keys and values of the tokens so far; only when answering. */
  cache: number
  /** LoRA weights in float32, their gradients and the two moments of AdamW. */
  adapter: number
  activations: number
  /** Scores over the vocabulary. */
  logits: number
  total: number
}

export function answeringMemory(shape: ModelShape, format: WeightFormat, load: Load): Memory {
  const tokens = load.rows * load.length
  const width = widthOf(format)
  return summed({
    weights: weightBytes(shape, format),
    cache: cacheBytes(shape, format, load),
    adapter: 0,
    // The widest moment of one layer while the prompts are read; the layers before it have left nothing behind.
    activations: tokens * width * (4 * shape.hidden + 3 * shape.intermediate),
    // One position for each row, in float32: the scores, and the distribution that is drawn from in float64.
    logits: load.rows * shape.vocabulary * 12,
  })
}

/**
 * LoRA by SFT or DPO on frozen weights; `nf4` is QLoRA. With gradient checkpointing only the input of each layer is
 * kept, and one layer at a time is computed again.
 * DPO reads the chosen and the rejected answer, so twice the rows, and needs the scores of every token: those of the
 * policy, their logarithms and those of the reference. SFT needs them for 256 tokens at a time (TRL's `chunked_nll`).
 */
export function trainingMemory(
  shape: ModelShape,
  format: WeightFormat,
  { method, rows, length, checkpointing, ...lora }: Load & LoraTargets & Training,
): Memory {
  const load = { rows: method === 'dpo' ? 2 * rows : rows, length }
  const tokens = load.rows * length
  const layer = layerActivations(shape, format, { ...load, ...lora })
  const kept = shape.layers * tokens * shape.hidden * widthOf(format)
  const scored = method === 'dpo' ? tokens * 3 * widthOf(format) : Math.min(tokens, 256) * 2 * 4
  return summed({
    weights: weightBytes(shape, format),
    cache: 0,
    // 4 bytes each for weight, gradient, first and second moment: PEFT keeps adapters in float32.
    adapter: loraParametersOf(shape, lora) * 16,
    activations: checkpointing ? kept + layer : shape.layers * layer,
    logits: scored * shape.vocabulary,
  })
}

/**
 * Weights in 16 or 32 bit: parameters × bytes. In NF4 (Dettmers et al. 2023, arXiv:2305.14314, section 3) a linear
 * weight takes 4 bits, a scale of 8 bits for each 64 of them, and with double quantisation a float32 for each 256 of
 * those scales: 4.127 bits. Embeddings, norms, biases and the output layer stay in 16 bit.
 */
export function weightBytes(shape: ModelShape, format: WeightFormat): number {
  const all = parametersOf(shape)
  if (format !== 'nf4') return all * widthOf(format)
  const packed = linearWeightsOf(shape)
  return Math.round((packed * (4 + 8 / 64 + 32 / (64 * 256))) / 8) + (all - packed) * 2
}

/** 2 × layers × key-value heads × head size × tokens; a layer with a sliding window keeps no more than the window. */
export function cacheBytes(shape: ModelShape, format: WeightFormat, { rows, length }: Load): number {
  const { layers, window } = shape.sliding ?? { layers: 0, window: 0 }
  const kept = (shape.layers - layers) * length + layers * Math.min(length, window)
  return 2 * shape.kvHeads * shape.headDim * kept * rows * widthOf(format)
}

/**
 * What one layer keeps for the backward pass, in bytes. As in Korthikanti et al. 2022 (arXiv:2205.05198), which counts
 * tensors for full training, but for LoRA: a frozen linear layer needs no copy of its input, an adapted one does.
 * Kept per token, with values of 2 or 4 bytes: queries, keys, values and the output of attention; in the MLP 3
 * intermediate values when gated and 4 with GPT-2's activation; the float32 input of an RMSNorm; for an adapted module
 * its input after dropout and the mask, 4 bytes on the CPU. Attention itself keeps no matrix, but in GPT-Neo and, with
 * its dropout, in GPT-2. Held against what autograd keeps on small models of each architecture: within 15%.
 */
export function layerActivations(
  shape: ModelShape,
  format: WeightFormat,
  { rows, length, targets }: Load & LoraTargets,
): number {
  const { hidden, intermediate, heads, headDim, kvHeads, architecture } = shape
  const value = widthOf(format)
  const [queries, keys] = [heads * headDim, kvHeads * headDim]
  const adapted = targetedBy(shape, targets).reduce((total, { inputs }) => total + inputs, 0) * (value + 4)
  const { mlp, norms, matrix } = keptBy(architecture)
  const perToken =
    value * (2 * queries + 2 * keys + mlp * intermediate) +
    norms(hidden, queries + keys, value) +
    matrix(value) * heads * length +
    adapted
  return rows * length * perToken
}

interface Kept {
  /** Intermediate values of the MLP. */
  mlp: number
  norms: (hidden: number, queriesAndKeys: number, value: number) => number
  /** Bytes for each entry of the attention matrix. */
  matrix: (value: number) => number
}

function keptBy(architecture: ModelShape['architecture']): Kept {
  const none = () => 0
  switch (architecture) {
    case 'phi':
      return { mlp: 4, norms: (hidden, _, value) => value * hidden, matrix: none }
    case 'gpt_neo':
      return { mlp: 4, norms: (hidden, _, value) => 2 * value * hidden, matrix: (value) => value }
    case 'gpt2':
      // Two dropouts of the residual stream keep a mask each.
      return { mlp: 4, norms: (hidden, _, value) => (2 * value + 8) * hidden, matrix: () => 10 }
    case 'qwen3':
      return { mlp: 3, norms: (hidden, inner) => 8 * hidden + 4 * inner, matrix: none }
    case 'gemma3_text':
      return { mlp: 3, norms: (hidden, inner) => 16 * hidden + 4 * inner, matrix: none }
    default:
      return { mlp: 3, norms: (hidden) => 8 * hidden, matrix: none }
  }
}

/** Bytes of a value that is computed with; 4-bit weights are unpacked to bfloat16. */
function widthOf(format: WeightFormat): 2 | 4 {
  return format === 'float32' ? 4 : 2
}

function summed(parts: Omit<Memory, 'total'>): Memory {
  return { ...parts, total: Object.values(parts).reduce((total, bytes) => total + bytes, 0) }
}
