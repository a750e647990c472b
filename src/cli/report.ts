import { statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { reportData } from '../engine/report-data.js'
import { writeFileAtomic } from '../io/files/atomic-write.js'
import { headOf } from '../io/files/head.js'
import { packageVersion } from '../io/package-file.js'
import { secretKeeper } from '../io/secrets.js'
import { isReportHtml, reportHtml } from '../report/html/page.js'
import { findRun, outputsOf, type RunFlags } from './request.js'
import { requireSafeOut } from './safe-out.js'
import { type OpenMode, openFile, openModes } from './terminal/open-file.js'
import { printResult } from './terminal/result.js'

export function configure(command: Command): void {
  command
    .description(
      'Write the whole story of a run as one HTML file: what was asked and found, the pairs, the curves, the hashes. ' +
        'It opens from disk, loads nothing and runs no script.',
    )
    .argument('[run]', 'id, number, @alias or latest', 'latest')
    .option(
      '-o, --out <file>',
      'where to write it, over an earlier page but no other file (default: report.html in the folder of the run)',
    )
    .option('-c, --config <file>', 'config file whose outputs folder is meant (default: outputs beside it)')
    .option('--set <key=value>', 'e.g. --set outputs=…', (value: string, before: string[] = []) => [
      ...before,
      value,
    ])
    .addOption(
      new Option('--open <when>', 'auto shows it at once where a person sits before a terminal')
        .choices(openModes)
        .default('never'),
    )
    .option('--json', 'print its path and size as JSON')
    .action(report)
}

interface Flags extends RunFlags {
  out?: string
  open: OpenMode
  json?: boolean
}

async function report(reference: string, flags: Flags): Promise<void> {
  const outputs = outputsOf(flags)
  const run = findRun(outputs, reference)
  if (flags.out !== undefined)
    requireSafeOut(flags.out, { flags, isOwn: (path) => isReportHtml(headOf(path)) })
  const data = await reportData({
    outputs,
    run,
    lattice: packageVersion(),
    writtenAt: new Date().toISOString(),
  })
  const path = flags.out === undefined ? join(outputs, run.id, 'report.html') : resolve(flags.out)
  writeFileAtomic(path, secretKeeper().withoutKnown(reportHtml(data)))
  const { size: bytes } = statSync(path)
  printResult({ path, bytes }, () => `${shown(path)}\n`, flags)
  openFile(path, flags.open)
}

function shown(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}
