/** The README.md of an adapter that is shared: what it is for, how it was made, and what was measured. */
import type { Report } from '../core/evaluation/report.js'
import { markdownText } from '../core/markdown.js'
import { printableJson } from '../core/printable-json.js'
import { conclusion } from './conclusion.js'

export interface CardFacts {
  /** As it will be called on the Hub: owner/name. */
  name: string
  base: { id: string; revision: string }
  /** As the Hub names it; null when unknown. */
  baseLicence: string | null
  /** Of the adapter itself, as the Hub names it; null when nobody said. */
  licence: string | null
  method: 'sft' | 'dpo'
  templateId: string
  quantization: string | null
  /** Content hash by name, of what it was trained on. */
  data: Record<string, string>
  training: Record<string, unknown>
  report: Report | null
}

export function modelCard(facts: CardFacts): string {
  return [
    frontMatter(facts),
    `# ${plain(facts.name)}`,
    opening(facts),
    `## What was measured\n\n${measured(facts.report)}`,
    `## How it was made\n\n${made(facts)}`,
    `## How to use it\n\n${usage(facts)}`,
    `## Licence\n\n${licenceText(facts)}`,
  ]
    .join('\n\n')
    .concat('\n')
}

// A JSON text is a YAML scalar too, so nothing from outside can break out of its line.
const quoted = (text: string) => printableJson(text)

function frontMatter({ base, method, licence }: CardFacts): string {
  const tags = ['lora', method, 'lattice', 'constitutional-ai']
  const lines = [
    `base_model: ${quoted(base.id)}`,
    'base_model_relation: adapter',
    ...(licence === null ? [] : [`license: ${quoted(licence)}`]),
    'library_name: peft',
    'pipeline_tag: text-generation',
    'tags:',
    ...tags.map((tag) => `- ${tag}`),
  ]
  return ['---', ...lines, '---'].join('\n')
}

function opening({ base, method }: CardFacts): string {
  const how =
    method === 'sft' ? 'supervised fine-tuning on answers' : 'direct preference optimisation on pairs'
  return `A LoRA adapter of \`${inline(base.id)}\`, trained by ${how} that a critic chose by a written constitution. The adapter works on this base at commit \`${base.revision.slice(0, 12)}\` and on no other model.`
}

function measured(report: Report | null): string {
  if (report === null) return 'Nothing: this adapter was not evaluated. Evaluate it before you rely on it.'
  return conclusion(report).map(plain).join('\n\n')
}

function made({ method, templateId, quantization, data, training }: CardFacts): string {
  const rows = [
    ['method', method],
    ['template', templateId],
    ['base loaded in', quantization ?? 'its number format, not quantised'],
    ...Object.entries(data).map(([name, hash]) => [`sha256 of ${name}`, hash]),
    ...Object.entries(training)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [trainingWords[name] ?? name, JSON.stringify(value)]),
  ]
  const cells = rows.map(
    ([name, value]) => `| ${plain(`${name}`).replaceAll('|', '\\|')} | \`${cell(`${value}`)}\` |`,
  )
  return ['| | |', '|---|---|', ...cells].join('\n')
}

const trainingWords: Record<string, string> = {
  lora: 'LoRA',
  dpo: 'DPO',
  steps: 'steps trained',
  bestStep: 'step that was kept',
}

function usage({ name, base, templateId }: CardFacts): string {
  const template =
    templateId === 'chat'
      ? "Prompts go through the tokenizer's chat template."
      : `Prompts have the form ${plain(templateId.replace(/@.*/, ''))} of lattice, as in training.`
  const code = [
    'from peft import PeftModel',
    'from transformers import AutoModelForCausalLM',
    '',
    `base = AutoModelForCausalLM.from_pretrained(${quoted(base.id)}, revision=${quoted(base.revision)})`,
    `model = PeftModel.from_pretrained(base, ${quoted(name)})`,
  ]
  return `${template}\n\n\`\`\`python\n${code.join('\n')}\n\`\`\``
}

function licenceText({ base, baseLicence, licence }: CardFacts): string {
  const own =
    licence === null
      ? 'No licence is named for the adapter: add one here.'
      : `The adapter is under the licence ${plain(licence)}.`
  const named =
    baseLicence === null ? 'whose licence lattice does not know' : `under the licence ${plain(baseLicence)}`
  return `${own} It is of use only with \`${inline(base.id)}\`, ${named}; its terms hold for what you make with both.`
}

// Text from outside never becomes markup, neither in prose nor in a code span.
const plain = (text: string) => markdownText(text.replaceAll(/[\r\n]+/g, ' '))
const inline = (text: string) => text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[`<>]/g, '')
const cell = (text: string) => inline(text).replaceAll('|', '\\|')
