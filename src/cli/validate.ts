/** `lattice config validate`: the config, and the files that it names, read as a run would read them. */
import type { Command } from 'commander'
import type { Config } from '../core/config/schema.js'
import { mergePrompts, readPrompts } from '../core/prompts.js'
import { requirePromptFile } from '../engine/resolve.js'
import { loadConfig } from '../io/config-file.js'
import { readConstitution } from '../io/constitution-file.js'
import { readRows } from '../io/files/rows.js'
import type { ConfigOptions } from './options.js'
import { overlaysOf } from './overlays.js'
import { printResult } from './terminal/result.js'

/** @throws ConfigError or DataError for the first file that is wrong, with everything that is wrong in it. */
export async function validateConfig(
  flags: ConfigOptions & { json?: boolean },
  command: Command,
): Promise<void> {
  const { file, config } = loadConfig({ file: flags.config, overlays: overlaysOf(command) })
  const principles = readConstitution(config.constitution).principles.length
  const prompts = await countPrompts(config)
  printResult(
    { valid: true, file: file ?? null, principles, prompts },
    () => `${file ?? 'The config'} is right: ${principles} principles, ${prompts} prompts.\n`,
    flags,
  )
}

async function countPrompts({ data }: Config): Promise<number> {
  const sets = []
  // Splits are shares of what is there, and nothing here is split.
  const ratios = { validation: 0, evaluation: 0 }
  for (const path of [...data.prompts, ...(data.evaluation ?? [])]) {
    requirePromptFile(path)
    sets.push(await readPrompts({ rows: readRows(path), source: path, ratios }))
  }
  return mergePrompts(sets).prompts.length
}
