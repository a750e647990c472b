import { type Command, Option } from 'commander'
import { ConfigError, type LatticeError } from '../core/errors.js'
import type { ContentEvent, LogLevel } from '../core/log/event.js'
import { eventKinds, type LogFilter, wants } from '../core/log/filter.js'
import { counter, isFew } from '../core/log/likeness.js'
import { eventsOfRun } from '../engine/content-log/events-of-step.js'
import { type RunView, viewRun } from '../engine/run-view.js'
import { headOf } from '../io/files/head.js'
import { type ExportFormat, exportEvents, exportFormats, isExport } from './logs-export.js'
import { countOption, logLevel } from './options.js'
import { findRun, outputsOf, type RunFlags } from './request.js'
import { requireSafeOut } from './safe-out.js'
import { coloursFor } from './terminal/colours.js'
import { eventText } from './terminal/content-event.js'
import { printError } from './terminal/print-error.js'
import { streamOut } from './terminal/stream-out.js'
import { readingWidth } from './terminal/wrap.js'

interface Flags extends RunFlags {
  stage?: string[]
  level?: LogLevel
  id?: string
  limit?: number
  json?: boolean
  out?: string
  format?: ExportFormat
}

const examples = 3

export function configure(command: Command): void {
  const show = command
    .command('show')
    .summary('what was said in a run, stage by stage')
    .description(
      `What was put to the models in a run, what they said, what was decided and what was left out. At levels 1 and 2 the first ${examples} events of each kind in each step; all of them with --level 3, --stage or --id.`,
    )
  filtered(show)
    .option('--limit <n>', 'so many events of each kind in each step', countOption)
    .option('--json', 'print the events as JSON, as logs export does')
    .action(showLogs)
  const out = command
    .command('export')
    .summary('the same as JSON, JSON Lines or CSV')
    .description('Every event of a run with its whole text: stage, content, metadata, timestamp.')
  filtered(out)
    .option('--out <file>', 'where, over an earlier export but no other file; default: stdout')
    .addOption(new Option('--format <name>', "default: by the file's name, else json").choices(exportFormats))
    .action(exportLogs)
}

const filtered = (command: Command) =>
  command
    .argument('[run]', 'id, number, @alias or latest', 'latest')
    .option('-c, --config <file>', 'config file whose outputs folder is meant (default: outputs beside it)')
    .option('--set <key=value>', 'e.g. --set outputs=…', collect, [])
    .option(
      '--stage <name>',
      'only these events (TRAINING-EXAMPLE), steps (train:sft) or stages (train); may be repeated',
      collect,
      [],
    )
    .option('--level <level>', '1 what each step came to, 2 the key stages, 3 everything', logLevel)
    .option('--id <id>', 'only what is about this record; its first characters are enough')

const collect = (value: string, before: string[]) => [...before, value]

async function showLogs(reference: string, flags: Flags): Promise<void> {
  const view = viewOf(reference, flags)
  const filter = filterOf(flags, 2, view)
  if (flags.json) return tell(view, filter, (events) => exportEvents(events, { format: 'json' }))
  const isAll = filter.level === 3 || filter.stages.length > 0 || filter.id !== null
  const most = flags.limit ?? (isAll ? Number.POSITIVE_INFINITY : examples)
  await tell(view, filter, (events) => streamOut(shownText(events, view.run.id, most)))
}

async function* shownText(
  events: AsyncIterable<ContentEvent>,
  run: string,
  most: number,
): AsyncGenerator<string> {
  const page = { colours: coloursFor('stdout'), width: readingWidth(process.stdout) }
  const count = counter()
  const hidden = new Map<string, number>()
  let step: string | null = null
  for await (const event of events) {
    if (step !== event.step || event.kind === 'SUMMARY') yield page.colours.dim(hiddenText(hidden, step))
    step = event.step
    if (!isFew(event) && count(event) > most) {
      const name = nameOf(event)
      hidden.set(name, (hidden.get(name) ?? 0) + 1)
      continue
    }
    yield `${eventText(event, page)}\n\n`
  }
  yield page.colours.dim(hiddenText(hidden, step))
  if (step === null) yield `Nothing of this is in the log of ${run}.\n`
}

/** As it is shown, less its number: `TRAINING-EXAMPLE 3/150` is one of the TRAINING-EXAMPLE. */
const nameOf = ({ stage }: { stage: string }) => stage.replace(/ \d+(\/\d+)?$/, '')

/** Says once what was left out of a step. */
function hiddenText(hidden: Map<string, number>, step: string | null): string {
  const parts = [...hidden].map(([name, number]) => `${number} more ${name}`)
  hidden.clear()
  return parts.length === 0 ? '' : `… ${parts.join(', ')}: --stage ${step}\n\n`
}

async function exportLogs(reference: string, flags: Flags): Promise<void> {
  const view = viewOf(reference, flags)
  const filter = filterOf(flags, 3, view)
  const format = flags.format ?? formatOf(flags.out)
  if (flags.out !== undefined) requireSafeOut(flags.out, { flags, isOwn: (path) => isExport(headOf(path)) })
  const { out } = flags
  await tell(view, filter, (events) =>
    exportEvents(events, { format, ...(out === undefined ? {} : { out }) }),
  )
}

function formatOf(out: string | undefined): ExportFormat {
  const ending = out?.split('.').at(-1)?.toLowerCase()
  return exportFormats.find((format) => format === ending) ?? 'json'
}

function viewOf(reference: string, flags: Flags): RunView {
  const outputs = outputsOf(flags)
  return viewRun(outputs, findRun(outputs, reference))
}

/** Hands all wanted events on, and tells of the first damage among the files of the run when all else is told. */
async function tell(
  view: RunView,
  filter: LogFilter,
  way: (events: AsyncIterable<ContentEvent>) => Promise<void>,
): Promise<void> {
  const isWanted = wants(filter)
  const damages: LatticeError[] = []
  async function* wanted() {
    for await (const event of eventsOfRun(view, (error) => damages.push(error)))
      if (isWanted(event)) yield event
  }
  await way(wanted())
  // On stdout stands a whole document by now.
  if (damages[0]) process.exitCode = printError(damages[0], false)
}

function filterOf({ level, stage = [], id }: Flags, usual: LogLevel, { steps }: RunView): LogFilter {
  const known = [...eventKinds, ...steps.flatMap((step) => [step.id, step.row.stage])]
  const isKnown = (name: string) =>
    /^(EPOCH-\d+-|[A-Z-]+-SKIPPED$)/i.test(name) ||
    known.some((one) => one.toLowerCase() === name.toLowerCase())
  const unknown = stage.find((name) => !isKnown(name))
  if (unknown !== undefined) {
    throw new ConfigError(`--stage ${unknown}: there is no such event, step or stage.`, {
      hint: `Events: ${eventKinds.join(', ')}. Steps: ${steps.map((step) => step.id).join(', ')}.`,
    })
  }
  return { level: level ?? usual, stages: stage, id: id ?? null }
}
