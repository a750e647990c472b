/** `lattice eval --selection`: what the training data are like, by the verdicts that chose them. */
import type { Command } from 'commander'
import { ConfigError } from '../core/errors.js'
import { viewRun } from '../engine/run-view.js'
import { selectionReport } from '../engine/selection-report.js'
import { selectionTable } from '../report/selection-table.js'
import { answerPictures } from './plots.js'
import { findRun, outputsOf, type RunFlags } from './request.js'
import { coloursFor } from './terminal/colours.js'
import { reportTable } from './terminal/report-table.js'
import { printResult } from './terminal/result.js'
import { readingWidth } from './terminal/wrap.js'

/** Flags that it can follow: any other is about models, and none is asked here. */
const followed = [
  'selection',
  'plot',
  'json',
  'run',
  'config',
  'set',
  'quiet',
  'progress',
  'verbosity',
  'offline',
]

export async function evaluateSelection(
  flags: RunFlags & { plot?: boolean; json?: boolean },
  command: Command,
): Promise<void> {
  const idle = command.options.find(
    (option) =>
      command.getOptionValueSource(option.attributeName()) === 'cli' &&
      !followed.includes(option.attributeName()),
  )
  if (idle) {
    throw new ConfigError(`${idle.long} has no meaning with --selection, which asks no model.`, {
      hint: 'Leave one of the two out.',
    })
  }
  const outputs = outputsOf(flags)
  const run = findRun(outputs, flags.run ?? 'latest')
  const report = await selectionReport(viewRun(outputs, run))
  const page = { colours: coloursFor('stdout'), width: readingWidth(process.stdout) }
  const pictures = flags.plot ? answerPictures(report.sets, page) : []
  printResult(report, () => [reportTable(selectionTable(report), page), ...pictures].join('\n'), flags)
}
