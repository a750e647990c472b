/**
 * Which weights an architecture has, from its shape. `scripts/oracles/model_sizes.py` counts the same on torch's meta
 * device; both agree to the parameter for every preset.
 */
import type { Architecture, ModelShape } from './shape.js'

/** A linear layer that each transformer layer has once. */
export interface Linear {
  name: string
  inputs: number
  outputs: number
  bias: boolean
}

/** All parameters, tied weights counted once. */
export function parametersOf(shape: ModelShape): number {
  const { hidden, vocabulary, layers, tied } = shape
  const perLayer = sum(
    linearsOf(shape).map((linear) => weightsOf(linear) + (linear.bias ? linear.outputs : 0)),
  )
  const head = tied ? 0 : vocabulary * hidden + (shape.architecture === 'phi' ? vocabulary : 0)
  return layers * (perLayer + normsOf(shape)) + vocabulary * hidden + outsideOf(shape) + head
}

/** The weights of all linear layers but the output layer: what 4-bit loading packs and `all-linear` adapts. */
export function linearWeightsOf(shape: ModelShape): number {
  return shape.layers * sum(linearsOf(shape).map(weightsOf))
}

/**
 * Trainable parameters of LoRA (Hu et al. 2021, arXiv:2106.09685): a module of i inputs and o outputs gets two
 * matrices of rank r, i × r and r × o. Names that the architecture doesn't have add nothing.
 */
export function loraParametersOf(shape: ModelShape, { rank, targets }: LoraTargets): number {
  return shape.layers * rank * sum(targetedBy(shape, targets).map(({ inputs, outputs }) => inputs + outputs))
}

export interface LoraTargets {
  rank: number
  targets: 'all-linear' | readonly string[]
}

export function targetedBy(shape: ModelShape, targets: LoraTargets['targets']): Linear[] {
  return linearsOf(shape).filter(({ name }) => targets === 'all-linear' || targets.includes(name))
}

/** The linear layers of one transformer layer, by the names that PEFT matches. */
export function linearsOf(shape: ModelShape): Linear[] {
  return [...attention[shape.architecture](shape), ...mlp[shape.architecture](shape)]
}

type Part = (shape: ModelShape) => Linear[]

const linear = (name: string, inputs: number, outputs: number, bias = false): Linear => ({
  name,
  inputs,
  outputs,
  bias,
})

const queries = ({ heads, headDim }: ModelShape) => heads * headDim
const keys = ({ kvHeads, headDim }: ModelShape) => kvHeads * headDim

const separate =
  ({ out, qkvBias = false, outBias = false }: { out: string; qkvBias?: boolean; outBias?: boolean }): Part =>
  (shape) => [
    linear('q_proj', shape.hidden, queries(shape), qkvBias),
    linear('k_proj', shape.hidden, keys(shape), qkvBias),
    linear('v_proj', shape.hidden, keys(shape), qkvBias),
    linear(out, queries(shape), shape.hidden, outBias),
  ]

const plainAttention = separate({ out: 'o_proj' })

const attention: Record<Architecture, Part> = {
  phi: separate({ out: 'dense', qkvBias: true, outBias: true }),
  phi3: (shape) => [
    linear('qkv_proj', shape.hidden, queries(shape) + 2 * keys(shape)),
    linear('o_proj', queries(shape), shape.hidden),
  ],
  gemma: plainAttention,
  gemma3_text: plainAttention,
  qwen2: separate({ out: 'o_proj', qkvBias: true }),
  qwen3: plainAttention,
  llama: plainAttention,
  mistral: plainAttention,
  gpt2: ({ hidden }) => [linear('c_attn', hidden, 3 * hidden, true), linear('c_proj', hidden, hidden, true)],
  gpt_neo: separate({ out: 'out_proj', outBias: true }),
}

const gated: Part = ({ hidden, intermediate }) => [
  linear('gate_proj', hidden, intermediate),
  linear('up_proj', hidden, intermediate),
  linear('down_proj', intermediate, hidden),
]

const plain =
  (into: string, out: string): Part =>
  ({ hidden, intermediate }) => [
    linear(into, hidden, intermediate, true),
    linear(out, intermediate, hidden, true),
  ]

const mlp: Record<Architecture, Part> = {
  phi: plain('fc1', 'fc2'),
  phi3: ({ hidden, intermediate }) => [
    linear('gate_up_proj', hidden, 2 * intermediate),
    linear('down_proj', intermediate, hidden),
  ],
  gemma: gated,
  gemma3_text: gated,
  qwen2: gated,
  qwen3: gated,
  llama: gated,
  mistral: gated,
  gpt2: plain('c_fc', 'c_proj'),
  gpt_neo: plain('c_fc', 'c_proj'),
}

/** Parameters of one layer's norms: LayerNorm has a weight and a bias, RMSNorm a weight alone. */
function normsOf({ architecture, hidden, headDim }: ModelShape): number {
  switch (architecture) {
    case 'phi':
      return 2 * hidden
    case 'gpt2':
    case 'gpt_neo':
      return 4 * hidden
    case 'gemma3_text':
      return 4 * hidden + 2 * headDim
    case 'qwen3':
      return 2 * hidden + 2 * headDim
    default:
      return 2 * hidden
  }
}

/** What belongs to no layer and is no embedding of a token: the last norm, and learnt positions. */
function outsideOf({ architecture, hidden, context }: ModelShape): number {
  if (architecture === 'gpt2' || architecture === 'gpt_neo') return 2 * hidden + context * hidden
  return architecture === 'phi' ? 2 * hidden : hidden
}

const weightsOf = ({ inputs, outputs }: Linear) => inputs * outputs
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
