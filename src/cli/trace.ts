import type { Command } from 'commander'
import { PrerequisiteError } from '../core/errors.js'
import { type Found, findRecord, lineageOf } from '../engine/trace.js'
import { addConfigOptions, addOutputOptions, addRunOption } from './options.js'
import { findRun, outputsOf, type RunFlags } from './request.js'
import { cleanText } from './terminal/clean-text.js'
import { coloursFor } from './terminal/colours.js'
import { printResult } from './terminal/result.js'

export function configure(command: Command): void {
  addOutputOptions(addRunOption(addConfigOptions(command)))
    .argument('<id>', 'id of a record, as it stands in any JSONL file of the run, or its first characters')
    .action(trace)
}

/** From a record back to the prompt that it came from. */
async function trace(id: string, flags: RunFlags & { json?: boolean }): Promise<void> {
  const outputs = outputsOf(flags)
  const run = findRun(outputs, flags.run ?? 'latest')
  const found = await findRecord({ outputs, run: run.id, id })
  if (!found) {
    throw new PrerequisiteError(`No record of ${run.id} has the id ${id}.`, {
      hint: 'Ids stand in the JSONL files below outputs/<run>/; --run names another run.',
    })
  }
  const lineage = await lineageOf({ outputs, run: run.id, found })
  printResult(lineage, () => lineage.map(storyOf).join('\n'), flags)
}

function storyOf({ step, file, record }: Found): string {
  const colours = coloursFor('stdout')
  const fields = Object.entries(record)
    .filter(([name]) => name !== 'id')
    .map(([name, value]) => `  ${colours.dim(name.padEnd(12))} ${shown(value)}`)
  return `${colours.bold(String(record.id))}  ${colours.dim(`${step}, ${file}`)}\n${fields.join('\n')}\n`
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return cleanText(text).replaceAll('\n', '\n               ')
}
