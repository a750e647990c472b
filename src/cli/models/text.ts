/** One model as a person reads it. */

import { formatBytes } from '../../core/bytes.js'
import { linearsOf } from '../../core/model-size/layout.js'
import {
  adapterParametersOf,
  loraOf,
  type Need,
  needsOf,
  type Use,
  type Wishes,
} from '../../core/model-size/needs.js'
import type { ModelShape } from '../../core/model-size/shape.js'
import type { ModelFacts } from '../../engine/model-facts.js'
import { cleanText } from '../terminal/clean-text.js'
import { coloursFor } from '../terminal/colours.js'
import { table } from '../terminal/table.js'
import { readingWidth, wrap } from '../terminal/wrap.js'

export function modelText(facts: ModelFacts, wishes: Wishes): string {
  const { id, shape, preset } = facts
  const title = coloursFor('stdout').bold(cleanText(id))
  const rows = [
    ['parameters', countsText(facts)],
    ['sizes', sizeText(facts)],
    ['licence', licenceText(facts)],
    ['template', templateText(facts)],
    ['runs in', formatText(facts)],
    ...(preset.dtypeReason ? [['', `not in float16: ${preset.dtypeReason}`]] : []),
    ['LoRA on', targetText(facts, wishes)],
    ['here', placeText(facts)],
    ...(facts.hub ? [['on the Hub', hubText(facts.hub)]] : []),
  ]
  const memory = shape ? memoryText(needsOf(shape, preset, wishes)) : ''
  return `${title}
${table([{ title: '' }, { title: '' }], rows)}${memory}`
}

/** 2_779_683_840 → `2.78 B`. */
export function countText(count: number): string {
  const [unit, name] = count >= 1e9 ? [1e9, 'B'] : count >= 1e6 ? [1e6, 'M'] : [1e3, 'k']
  return `${(count / unit).toPrecision(3)} ${name}`
}

/** Decimal, as disks and GPUs are sold. */
export function gigabytesText(bytes: number): string {
  if (bytes < 5e6) return '<0.01'
  return (bytes / 1e9).toFixed(bytes >= 1e8 ? 1 : 2)
}

function countsText({ parameters }: ModelFacts): string {
  return parameters === null ? 'unknown' : `${countText(parameters)} (${parameters.toLocaleString('en')})`
}

function sizeText({ shape, sizesFrom, id }: ModelFacts): string {
  if (!shape) return 'unknown: there is no config.json of a known architecture here'
  const { architecture, layers, hidden, heads, kvHeads, vocabulary, context } = shape
  const shared = kvHeads === heads ? '' : ` (${kvHeads} for keys)`
  const from = {
    preset: 'its preset',
    folder: 'its config.json',
    cache: 'the cached config.json',
    hub: 'the Hub',
  }
  const origin = id === 'tiny' || !sizesFrom ? '' : `; from ${from[sizesFrom]}`
  return `${architecture}, ${layers} × ${hidden}, ${heads} heads${shared}, ${vocabulary} tokens, context ${context}${origin}`
}

function licenceText({ preset: { licence, gated } }: ModelFacts): string {
  if (licence === null) return 'unknown: see its page or folder'
  return gated ? `${licence}; gated: accept the terms on its page, then set HF_TOKEN` : licence
}

function templateText({ preset: { template }, known, chatTemplate }: ModelFacts): string {
  const own = { true: '', false: ', which its tokenizer lacks: set models.*.template', null: '' }[
    `${chatTemplate}`
  ]
  if (template.id !== 'chat') return template.id
  return `chat: the one of its tokenizer${own}${known ? '' : ' (no preset knows this model)'}`
}

function formatText({ preset: { dtypes } }: ModelFacts): string {
  const [first, second] = dtypes
  const others = first === 'bfloat16' ? `, ${second} on a device without it` : ''
  return `${first}${others}`
}

function targetText({ preset, shape }: ModelFacts, wishes: Wishes): string {
  const names = preset.lora_target_modules
  if (!shape) return 'every linear layer that the loaded model has'
  const shown = names === 'all-linear' ? allNames(shape) : names.join(', ')
  const count = countText(adapterParametersOf(shape, preset, wishes))
  return `${shown}: ${count} parameters at rank ${loraOf(preset, wishes).rank}`
}

const allNames = (shape: ModelShape) => [...new Set(linearsOf(shape).map(({ name }) => name))].join(', ')

function placeText({ here, sizesFrom }: ModelFacts): string {
  if (here === null) return 'made on this machine on first use'
  if (sizesFrom === 'folder')
    return here ? 'a folder with its weights' : 'a folder without weights in safetensors format'
  return here ? 'in the Hugging Face cache' : 'not in the Hugging Face cache'
}

function hubText({ commit, downloadBytes }: NonNullable<ModelFacts['hub']>): string {
  return `commit ${commit.slice(0, 12)}, ${formatBytes(downloadBytes)} to download, and you may read it`
}

const useNames: Record<Use, string> = { answers: 'answers', sft: 'SFT', dpo: 'DPO' }

function memoryText(needs: readonly Need[]): string {
  const right = (title: string) => ({ title, align: 'right' as const })
  const columns = [
    { title: 'MEMORY, GB' },
    { title: 'format' },
    ...['weights', 'cache', 'LoRA', 'activations', 'logits', 'total'].map(right),
  ]
  const rows = needs.map(({ use, format, rows: count, length, ...parts }) => [
    `${useNames[use]}, ${count} × ${length}`,
    format,
    ...[parts.weights, parts.cache, parts.adapter, parts.activations, parts.logits, parts.total].map(
      (bytes) => (bytes === 0 ? '' : gigabytesText(bytes)),
    ),
  ])
  return `\n${table(columns, rows)}\n${wrap(assumptions, readingWidth(process.stdout)).join('\n')}\n`
}

const assumptions =
  'Rows × tokens at once; cache: keys and values; LoRA: adapter, gradients and AdamW. By arithmetic, activations estimated (within 15% of what autograd kept in small models). The driver and the allocator come on top.'
