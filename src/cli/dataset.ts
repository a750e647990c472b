import { join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { minScoreMeaning } from '../core/critique.js'
import { selectionSchema } from '../core/records.js'
import { copyDataset, requireDatasetPlace } from './dataset-copy.js'
import { configureDuplicates } from './dataset-duplicates.js'
import { configureRedact } from './dataset-redact.js'
import { overlaysOf } from './overlays.js'
import type { ShowFlags } from './perform.js'
import { givenRecords, type RunFlags } from './request.js'
import { addStageOptions, runStage } from './stage-command.js'

interface Flags extends RunFlags, ShowFlags {
  out?: string
  selected?: string
}

export function configure(command: Command): void {
  const parts = [
    { name: 'sft', summary: 'examples {prompt, completion} from the best answers' },
    { name: 'dpo', summary: 'pairs {prompt, chosen, rejected} from answers that differ' },
  ] as const
  for (const { name, summary } of parts) {
    const part = command.command(name).summary(summary).description(`Builds ${summary}.`)
    addStageOptions(part)
      .option('--min-score <s>', minScoreMeaning)
      .option('--val-ratio <r>', 'share of the prompts kept for validation')
      .addOption(
        new Option('--include <ends>', 'which ends of a selection become examples').choices([
          'best',
          'worst',
          'both',
        ]),
      )
      .option('--selected <file>', 'selections of another run in place of `lattice select`')
      .option(
        '--out <folder>',
        'copy the files there too, over an earlier copy but no other file, e.g. datasets/sft',
      )
      .action((flags: Flags, called: Command) => build(name, flags, called))
  }
  configureDuplicates(command.command('duplicates').summary('list texts that stand more than once'))
  configureRedact(command.command('redact'))
}

async function build(name: 'sft' | 'dpo', flags: Flags, command: Command): Promise<void> {
  const keys = {
    minScore: 'dataset.min_score',
    valRatio: 'data.split.validation',
    include: `select.${name}.include`,
  }
  if (flags.out !== undefined) requireDatasetPlace(flags.out, flags)
  const done = await runStage(flags, {
    steps: [`dataset:${name}`],
    also: ['select'],
    overlays: overlaysOf(command, keys),
    given: flags.selected
      ? { selected: await givenRecords(flags.selected, 'file of selections', selectionSchema) }
      : {},
  })
  if (!done || !flags.out) return
  copyDataset(join(done.loaded.config.outputs, done.folderOf(`dataset:${name}`)), resolve(flags.out))
  if (!flags.quiet) process.stderr.write(`  Copied to ${flags.out}.\n`)
}
