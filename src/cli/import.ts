/** `lattice import`: answers, pairs or demonstrations that are there already open a run. */
import { type Command, Option } from 'commander'
import { answerKinds, tableFormats } from '../core/config/answers.js'
import type { Overlay } from '../core/config/overlay.js'
import { ConfigError } from '../core/errors.js'
import { importSchema } from '../core/import/document.js'
import { measures } from '../core/labelled/gold.js'
import type { SplitRatios } from '../core/split.js'
import type { RunView } from '../engine/run-view.js'
import { stdinName } from '../io/files/bytes.js'
import type { PromptsSettings } from '../stages/prompts.js'
import { keptStdin } from './import/stdin.js'
import { overlaysOf } from './overlays.js'
import type { ShowFlags } from './perform.js'
import { loadForNewRun, type RunFlags } from './request.js'
import { addStageOptions, runStage } from './stage-command.js'
import { importText } from './terminal/imported.js'

interface Flags extends RunFlags, ShowFlags {
  classes?: string
  positive?: string
  force?: boolean
}

const columns = ['prompt', 'answer', 'chosen', 'rejected', 'messages', 'gold', 'model', 'class', 'group']
const keys = {
  as: 'data.answers.as',
  human: 'data.answers.human',
  format: 'data.answers.format',
  measure: 'data.answers.measure',
  constitution: 'constitution',
  valRatio: 'data.split.validation',
  ...Object.fromEntries(columns.map((role) => [role, `data.answers.columns.${role}`])),
}

export function configure(command: Command): void {
  addStageOptions(
    command
      .description(
        'Open a run with answers that are there already, in place of `lattice generate`: prompts with answers (also as messages), pairs of a chosen and a rejected answer, or what lattice wrote. Then `lattice critique`, `select` and `dataset` work on them. Rows that can not be used are counted by reason.',
      )
      .argument('<files...>', 'CSV, TSV, JSONL or a JSON array, plain or gzip; - is stdin'),
  )
    .addOption(
      new Option(
        '--as <kind>',
        'candidates to be judged; pairs, or examples, to be trained on as they are (default: pairs where rows have chosen and rejected, else candidates)',
      ).choices(answerKinds),
    )
    .option('--human', 'people chose between the answers (pairs) or wrote them')
    .option(
      '--prompt <column>',
      'column of the prompt; common names are found without it, as for the next eight',
    )
    .option('--answer <column>', 'column of the answer')
    .option('--chosen <column>', 'column of the better answer of a pair')
    .option('--rejected <column>', 'column of the worse one')
    .option('--messages <column>', 'column of a conversation whose last turn is the answer')
    .option(
      '--gold <column>',
      'column of what a person said of the answer: harmful, unsafe, safe, harmless …; refusal, full or partial refusal, compliance …; in `label` also true (good) and false (bad), as KTO has them; others by --measure and --positive',
    )
    .option('--model <column>', 'column of who wrote the answer')
    .option('--class <column>', 'column that the class of the prompt follows from')
    .option('--group <column>', 'column of the group whose prompts stay in one split')
    .option(
      '--classes <map>',
      "its values as classes: 'unsafe_*=adversarial,*=cooperating'; the longest that fits counts",
    )
    .addOption(
      new Option('--measure <what>', 'what the gold labels speak of (default: by their words)').choices(
        measures,
      ),
    )
    .option(
      '--positive <labels>',
      'gold labels that mean harm or refusal, with commas between; 2 also names 2_full',
    )
    .addOption(
      new Option('--format <format>', 'of the files, whatever they are called').choices(tableFormats),
    )
    .option('--val-ratio <r>', 'share of the prompts kept for validation')
    .option('--constitution <file>', 'principles in place of those of the config')
    .option('--force', 'read the files again although nothing changed')
    .action(importAnswers)
}

async function importAnswers(files: string[], flags: Flags, command: Command): Promise<void> {
  const overlays = [
    ...overlaysOf(command, keys),
    ...mapOverlay(flags),
    ...positiveOverlay(flags),
    { key: 'data.answers.files', value: await onDisk(files, flags), source: 'FILE' },
  ]
  await runStage(flags, {
    steps: ['import'],
    also: ['prompts'],
    overlays,
    load: loadForNewRun,
    force: flags.force ?? false,
    tells: (view) => {
      const found = view.step('import:main')?.document('import.json', importSchema) ?? null
      return found === null ? {} : { json: { import: found }, text: importText(found, ratiosOf(view)) }
    },
  })
}

function ratiosOf(view: RunView): SplitRatios {
  const settings = view.step('prompts:all')?.recipe.settings as PromptsSettings | undefined
  return settings?.ratios ?? { validation: 0, evaluation: 0 }
}

/** What comes on stdin is kept, since a run reads its files more than once, and again another day. */
async function onDisk(files: readonly string[], flags: Flags): Promise<string[]> {
  const kept: string[] = []
  for (const file of files) kept.push(file === stdinName ? await keptStdin(flags) : file)
  return kept
}

function mapOverlay({ classes }: Flags): Overlay[] {
  if (classes === undefined) return []
  const entries = classes.split(',').map((part) => {
    const [, value, promptClass] = part.trim().match(/^(.+)=(\w+)$/) ?? []
    if (value === undefined || promptClass === undefined) {
      throw new ConfigError(`--classes ${classes}: "${part}" is no VALUE=CLASS.`, {
        hint: "Write it as --classes 'unsafe_*=adversarial,*=cooperating'.",
      })
    }
    return [value, promptClass]
  })
  return [{ key: 'data.answers.classes', value: Object.fromEntries(entries), source: '--classes' }]
}

function positiveOverlay({ positive }: Flags): Overlay[] {
  if (positive === undefined) return []
  const value = positive.split(',').map((label) => label.trim())
  return [{ key: 'data.answers.positive', value, source: '--positive' }]
}
