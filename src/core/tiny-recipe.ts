/**
 * The recipe of the embedded models `tiny`: everything that their weights depend on, as data, so that a hash of it
 * names them. They show and test the chain. They know a small synthetic world and judge nothing outside it.
 */
import type { Template } from './asks.js'
import type { PromptClass } from './records.js'
import { type CorpusRow, corpus, exchanges, type Mixture, overallQuestion } from './world/corpus.js'
import { type Label, worldPrinciples } from './world/labels.js'

/** Raised when the world's text changes, because the fingerprint cannot see the code that writes the corpus. */
const worldVersion = 1

const endToken = '<|end|>'
const padToken = '<|pad|>'

/**
 * A `judge` message is a question, and the message after it its verdict. Nothing stands between the two: the question
 * is one token, and the verdict is read off at that very place, which a small model learns far sooner.
 */
const chatTemplate = [
  "{%- set ns = namespace(before='') -%}",
  '{%- for message in messages -%}',
  "{%- if message.role == 'judge' -%}{{- '<|judge|>' + message.content -}}",
  "{%- elif message.role == 'assistant' and ns.before == 'judge' -%}",
  `{{- message.content + '${endToken}' -}}`,
  "{%- elif message.role in ['user', 'assistant'] -%}",
  `{{- '<|' + message.role + '|>' + message.content + '${endToken}' -}}`,
  "{%- else -%}{{- raise_exception('The embedded models know no role ' + message.role + '.') -}}{%- endif -%}",
  '{%- set ns.before = message.role -%}',
  '{%- endfor -%}',
  "{%- if add_generation_prompt and ns.before != 'judge' -%}{{- '<|assistant|>' -}}{%- endif -%}",
].join('')

export const tinyTemplate: Template = { id: 'tiny/v1', jinja: chatTemplate, stop: [] }

export type TinyRole = 'generator' | 'critic'

/** One pretraining job. `init` names the job whose folder it continues. */
export interface TinyJob {
  name: string
  serves: TinyRole
  init: string | null
  mixture: Mixture
  optimisation: {
    steps: number
    batch_size: number
    learning_rate: number
    warmup_ratio: number
    weight_decay: number
    max_grad_norm: number
  }
}

const common = { batch_size: 16, warmup_ratio: 0.05, weight_decay: 0.05, max_grad_norm: 1 }

/**
 * In the order they must run. The critic continues the generator and becomes a model of its own. One row in nine of
 * the generator's corpus already asks for verdicts: tokens that a job never saw all drift to the same embedding, and
 * a critic that starts with its questions alike needs many times longer to tell them apart (measured).
 */
export const tinyJobs: readonly TinyJob[] = [
  {
    name: 'generator',
    serves: 'generator',
    init: null,
    mixture: { natural: 12500, judgedNatural: 800, judgedStudied: 0, judgedMixed: 800 },
    optimisation: { ...common, steps: 1200, learning_rate: 4e-3 },
  },
  {
    name: 'critic',
    serves: 'critic',
    init: 'generator',
    mixture: { natural: 0, judgedNatural: 2800, judgedStudied: 500, judgedMixed: 1300 },
    optimisation: { ...common, steps: 290, learning_rate: 3e-3 },
  },
]

export const tinyRecipe = {
  seed: 0,
  world: worldVersion,
  chat_template: chatTemplate,
  tokenizer: {
    vocabulary: 2048,
    special_tokens: [padToken, endToken, '<|user|>', '<|assistant|>', '<|judge|>'],
    whole_words: ['upholds', 'violates', 'not_applicable', overallQuestion, ...worldPrinciples],
    eos_token: endToken,
    pad_token: padToken,
  },
  architecture: {
    hidden_size: 128,
    num_hidden_layers: 4,
    num_attention_heads: 4,
    intermediate_size: 352,
    max_position_embeddings: 512,
    initializer_range: 0.08,
  },
  jobs: tinyJobs,
} as const

/** The rows that a job trains on, in no meaningful order. */
export function tinyCorpus(job: TinyJob): CorpusRow[] {
  return corpus(`${tinyRecipe.seed} ${job.name}`, job.mixture)
}

/** A labelled answer on a held-out topic in a held-out frame. */
export interface HeldOutAnswer extends Label {
  prompt: string
  answer: string
  class: PromptClass
}

/**
 * Answers as the base generator is meant to give them, with their true labels: what the critic is measured on,
 * through the same asks as any candidate. Its sentences were seen in training, its topics and frames were not.
 */
export function heldOutAnswers(perClass = 100): HeldOutAnswer[] {
  return exchanges('evaluation', perClass).map(({ prompt, text, class: promptClass, score, principles }) => ({
    prompt,
    answer: text,
    class: promptClass,
    score,
    principles,
  }))
}
