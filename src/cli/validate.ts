/** `lattice config validate`: the config, and the files that it names, read as a run would read them. */
import type { Command } from 'commander'
import type { Config } from '../core/config/schema.js'
import { couldShow } from '../core/evaluation/planned.js'
import { type PlannedPrompts, promptNotes, promptsOfFiles, requireSplits } from '../engine/planned-prompts.js'
import { redactorIfKeyed } from '../engine/redaction.js'
import { loadConfig } from '../io/config-file.js'
import { readConstitution } from '../io/constitution-file.js'
import { plannedText } from '../report/planned-text.js'
import { wrapped } from '../report/table.js'
import type { ConfigOptions } from './options.js'
import { overlaysOf } from './overlays.js'
import { cleanText } from './terminal/clean-text.js'
import { printResult } from './terminal/result.js'

/** @throws ConfigError or DataError for the first file that is wrong, with everything that is wrong in it. */
export async function validateConfig(
  flags: ConfigOptions & { json?: boolean },
  command: Command,
): Promise<void> {
  const { file, config } = loadConfig({ file: flags.config, overlays: overlaysOf(command) })
  const principles = readConstitution(config.constitution).principles.length
  const found = await promptsOfFiles(config, redactorIfKeyed(config))
  if (found.splits) requireSplits(found.splits, ['train', 'validation', 'evaluation'], config)
  const { prompts, splits, unclassed, mistyped } = found
  const compared = comparedOf(found, config)
  const shows = compared === null ? null : couldShow(compared)
  printResult(
    { valid: true, file: file ?? null, principles, prompts, splits, unclassed, mistyped, could_show: shows },
    () => {
      const notes = [...promptNotes(found), ...(shows === null ? [] : [plannedText(shows)])]
      const right = `${file ?? 'The config'} is right: ${principles} ${principles === 1 ? 'principle' : 'principles'}, ${prompts} ${prompts === 1 ? 'prompt' : 'prompts'}${splitText(splits)}.`
      return [right, ...notes.flatMap((note) => wrapped(cleanText(note), 80))]
        .map((line) => `${line}\n`)
        .join('')
    },
    flags,
  )
}

function comparedOf({ splits }: PlannedPrompts, { eval: { limit } }: Config): number | null {
  return splits && Math.min(splits.evaluation, limit ?? splits.evaluation)
}

function splitText(splits: PlannedPrompts['splits']): string {
  if (splits === null) return ' (divided when the key of redaction is made)'
  return ` (${splits.train} for training, ${splits.validation} for validation, ${splits.evaluation} for evaluation)`
}
