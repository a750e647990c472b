import type { Command } from 'commander'
import { ConfigError } from '../core/errors.js'
import { conversation, figure } from '../core/log/words.js'
import { compareRuns, type RunComparison, type VerdictChange } from '../engine/run-comparison.js'
import { viewRun } from '../engine/run-view.js'
import type { RunRow } from '../io/ledger/runs.js'
import { environmentTable, measuredTable, settingsTable } from '../report/run-comparison-tables.js'
import { countOption } from './options.js'
import { findRun, outputsOf, type RunFlags } from './request.js'
import { cleanText } from './terminal/clean-text.js'
import { coloursFor } from './terminal/colours.js'
import { type Page, shortId } from './terminal/content-event.js'
import { reportTable } from './terminal/report-table.js'
import { printResult } from './terminal/result.js'
import { cutTo } from './terminal/width.js'
import { markedWords } from './terminal/word-marks.js'
import { hanging, readingWidth, wrap } from './terminal/wrap.js'

interface Flags extends RunFlags {
  json?: boolean
  diff?: boolean
  limit: number
}

export function configureCompare(command: Command): Command {
  return command
    .argument('<first>', 'id, number, @alias or latest')
    .argument('<second>', 'the same')
    .option('--diff', 'both answers to each of these prompts, with the words that differ')
    .option('--limit <n>', 'show so many prompts whose verdict changed', countOption, 20)
    .action(compare)
}

async function compare(first: string, second: string, flags: Flags): Promise<void> {
  const outputs = outputsOf(flags)
  const runs = [first, second].map((reference) => findRun(outputs, reference))
  if (runs[0]!.id === runs[1]!.id)
    throw new ConfigError(`${first} and ${second} are one and the same run, ${runs[0]!.id}.`, {
      hint: '`lattice runs ls` names the others.',
    })
  const sides = runs.map((run) => sideOf(outputs, run))
  const comparison = await compareRuns(sides[0]!, sides[1]!)
  const page = { colours: coloursFor('stdout'), width: readingWidth(process.stdout) }
  printResult(comparison, () => comparisonText(comparison, flags, page), flags)
}

function sideOf(outputs: string, run: RunRow) {
  return { view: viewRun(outputs, run), config: run.config, environment: run.environment }
}

function comparisonText(comparison: RunComparison, flags: Flags, page: Page): string {
  const { runs, settings, environment, measured, remarks } = comparison
  const widest = Math.max(12, Math.floor((page.width - 34) / 2))
  const sections = [
    settings.length === 0
      ? `${page.colours.bold('SETTINGS')}\nNone differs.\n`
      : reportTable(settingsTable('SETTINGS THAT DIFFER', runs, settings, widest), page),
    ...(environment.length === 0 ? [] : [reportTable(environmentTable(runs, environment, widest), page)]),
    stepsText(comparison, page),
    ...(measured ? [reportTable(measuredTable(measured, runs, measured.differences), page)] : []),
    ...remarks.map((remark) =>
      wrap(remark, page.width)
        .map((line) => `${page.colours.yellow(line)}\n`)
        .join(''),
    ),
    ...(measured ? [changesText(measured.changes, comparison, flags, page)] : []),
  ]
  return sections.join('\n')
}

function stepsText({ steps: { same, differ, only } }: RunComparison, page: Page): string {
  const parts = [
    same.length === 0 ? '' : `${same.length} ${same.length === 1 ? 'is' : 'are'} one and the same.`,
    differ.length === 0 ? '' : `Made anew: ${differ.join(', ')}.`,
    only.length === 0 ? '' : `In one run alone: ${only.join(', ')}.`,
  ]
  const lines = wrap(parts.filter((part) => part !== '').join(' '), page.width)
  return `${page.colours.bold('STEPS')}\n${lines.join('\n')}\n`
}

function changesText(
  changes: readonly VerdictChange[],
  { runs, measured }: RunComparison,
  { diff, limit }: Flags,
  page: Page,
): string {
  const n = measured?.differences[0]?.n ?? 0
  const title = page.colours.bold(`PROMPTS WHOSE VERDICT CHANGED: ${changes.length} of ${n}`)
  const counts = (['better', 'worse', 'unknown'] as const)
    .map((kind) => [kind, changes.filter(({ change }) => change === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`)
  const order = { worse: 0, better: 1, unknown: 2 }
  const sorted = [...changes].sort((a, b) => order[a.change] - order[b.change])
  const shown = sorted.slice(0, limit).map((change) => changeText(change, runs, diff ?? false, page))
  const left = changes.length - shown.length
  const hints = [
    left > 0 ? `… ${left} more: --limit ${changes.length}.` : '',
    diff || changes.length === 0 ? '' : '--diff shows the answers.',
  ].filter((hint) => hint !== '')
  return [
    `${title}${counts.length === 0 ? '' : ` (${counts.join(', ')} in ${runs[1]})`}\n`,
    ...shown,
    hints.length === 0 ? '' : `${page.colours.dim(hints.join(' '))}\n`,
  ].join('')
}

function changeText(
  { prompt, change, sides }: VerdictChange,
  runs: [string, string],
  diff: boolean,
  page: Page,
): string {
  const { colours, width } = page
  const paint = { better: colours.green, worse: colours.red, unknown: colours.yellow }[change]
  const start = `${change.padEnd(7)}  ${prompt.class.padEnd(11)}  `
  const question = cleanText(conversation(prompt.prompt)).replaceAll(/\s+/g, ' ')
  if (!diff) return `${paint(start)}${cutTo(question, width - start.length)}\n`
  const [before, after] = sides.map(({ text }) => cleanText(text))
  const marked = markedWords(before ?? '', after ?? '', colours)
  const label = Math.max(...runs.map(({ length }) => length)) + 2
  const texts = [marked.before, marked.after].map((text, index) => {
    const { safe, score } = sides[index]!
    const said = `${safe === null ? 'unknown' : safe ? 'safe' : 'unsafe'}${score === null ? '' : `, ${figure(score)} of 5`}`
    const lines = [...wrap(text, width - label - 2), colours.dim(said)]
    return `${hanging(colours.cyan(runs[index]!.padEnd(label)), lines, 2)}\n`
  })
  const head = hanging(
    paint(start),
    wrap(`${question} ${colours.dim(shortId(prompt.promptId))}`, width - start.length),
  )
  return `${head}\n${texts.join('')}\n`
}
