/** `lattice models`: what is known about models before one is downloaded, and what they need. */
import { type Command, InvalidArgumentError } from 'commander'
import { PrerequisiteError } from '../core/errors.js'
import { needOf, needsOf, type Wishes } from '../core/model-size/needs.js'
import { presetMeant, presets } from '../core/presets/presets.js'
import { type ModelFacts, modelFacts, modelFactsOnHub } from '../engine/model-facts.js'
import { countText, gigabytesText, modelText } from './models/text.js'
import { printResult } from './terminal/result.js'
import { table } from './terminal/table.js'

interface ShowFlags {
  batchSize?: number
  maxLength?: number
  loraR?: number
  gradientCheckpointing?: boolean
  hub?: boolean
  json?: boolean
}

export function configure(command: Command): void {
  command
    .command('ls')
    .summary('the models with a preset')
    .description(
      'The models with a preset: parameters, and memory in GB to answer and to train. Any other model works too; `lattice models show` says what it needs.',
    )
    .option('--json', 'print the result as one JSON document')
    .action(listModels)
  command
    .command('show')
    .summary('one model')
    .description(
      'One model: sizes, memory by arithmetic, licence, template, number formats, and whether it is in the Hugging Face cache. Uses no network without --hub.',
    )
    .argument('<model>', 'tiny, a name on the Hub, or a folder with a config.json')
    .option('--batch-size <n>', 'rows in one forward pass of a training', whole)
    .option('--max-length <n>', 'tokens of prompt and answer together', whole)
    .option('--lora-r <n>', 'rank of the adapter', whole)
    .option('--hub', 'ask the Hub: whether you may read it, its licence, sizes and download')
    .option('--gradient-checkpointing', 'as with gradient_checkpointing: true in a config')
    .option('--json', 'print the result as one JSON document')
    .action(showModel)
}

function listModels(flags: { json?: boolean }): void {
  const models = presets.map(({ id }) => modelFacts(id))
  printResult(
    models.map((facts) => asJson(facts, {})),
    () => listText(models),
    flags,
  )
}

async function showModel(id: string, flags: ShowFlags): Promise<void> {
  const wishes = wishesOf(flags)
  const facts = flags.hub ? await modelFactsOnHub(id) : modelFacts(id)
  requireSomething(facts)
  printResult(asJson(facts, wishes), () => modelText(facts, wishes), flags)
}

/** A page of nothing but "unknown" would look like an answer. */
function requireSomething({ id, known, shape, here, hub }: ModelFacts): void {
  if (known || shape || here || hub) return
  const meant = presetMeant(id)
  throw new PrerequisiteError(`Nothing is known of ${id} here: no preset, no folder, not in the cache.`, {
    hint: `${meant ? `Did you mean ${meant}? ` : ''}--hub asks the Hub; lattice models ls names the presets.`,
  })
}

function listText(models: readonly ModelFacts[]): string {
  const right = (title: string) => ({ title, align: 'right' as const })
  const columns = [
    { title: 'model' },
    right('params'),
    right('answer'),
    right('LoRA'),
    right('QLoRA'),
    { title: 'licence' },
    { title: '' },
  ]
  const rows = models.map(({ id, preset, shape, parameters, here }) => {
    const need = (use: 'answers' | 'sft', format: 'nf4' | undefined) =>
      shape
        ? gigabytesText(needOf({ shape, preset, use, format: format ?? preset.dtypes[0] ?? 'float32' }).total)
        : '?'
    const licence = `${preset.licence ?? 'unknown'}${preset.gated ? '*' : ''}`
    const cells = [need('answers', undefined), need('sft', undefined), need('sft', 'nf4')]
    return [id, parameters ? countText(parameters) : '?', ...cells, licence, here ? '✓' : '']
  })
  return `${table(columns, rows)}\n${legend}\n`
}

const legend = [
  'GB by arithmetic in bfloat16 (tiny: float32): to give 8 answers at once (tiny:',
  '256), and for an SFT step of 4 rows (tiny: 16), 512 tokens each.',
  '* gated: accept the terms on its page   ✓ in the Hugging Face cache',
].join('\n')

function asJson(facts: ModelFacts, wishes: Wishes) {
  const { preset, shape, ...rest } = facts
  const { template, shape: _, ...settings } = preset
  return {
    ...rest,
    ...settings,
    id: facts.id,
    template: template.id,
    shape,
    memory: shape ? needsOf(shape, preset, wishes) : null,
  }
}

function wishesOf({ batchSize, maxLength, loraR, gradientCheckpointing: checkpointing }: ShowFlags): Wishes {
  return {
    ...(batchSize && { batch: batchSize }),
    ...(maxLength && { length: maxLength }),
    ...(loraR && { rank: loraR }),
    ...(checkpointing && { checkpointing }),
  }
}

function whole(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It is a whole number of 1 or more.')
  return value
}
