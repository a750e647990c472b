/** `lattice constitution test`: the rules beside people, row by row. */
import { closeSync, openSync, realpathSync, writeSync } from 'node:fs'
import { ConfigError, DataError } from '../../core/errors.js'
import type { ColumnRole } from '../../core/labelled/columns.js'
import { deciderFor } from '../../core/labelled/decide.js'
import { goldReader, type Measure } from '../../core/labelled/gold.js'
import { type Measured, type Mistake, measureAgreement } from '../../core/labelled/measure.js'
import { readTable, type TableFormat, type TableRow } from '../../io/files/table.js'
import { agreementReport } from '../terminal/agreement.js'
import { printResult } from '../terminal/result.js'
import { constitutionFor } from './file.js'

interface Flags extends Partial<Record<ColumnRole, string>> {
  constitution?: string
  measure: Measure
  principle?: string[]
  category?: string[]
  positive?: string
  format?: TableFormat
  showMistakes?: string
  mistakes?: string
  json?: boolean
}

export async function testConstitution(files: string[], flags: Flags): Promise<void> {
  const { constitution, path } = constitutionFor(flags.constitution)
  const positive = positiveOf(flags)
  const sink = mistakeSink(flags, files)
  const measured = await measureAgreement({
    rows: rowsOf(files, flags.format),
    asked: columnsAsked(flags),
    gold: goldReader(flags.measure, positive),
    decide: deciderFor(constitution, {
      measure: flags.measure,
      principles: flags.principle,
      categories: flags.category,
    }),
    onMistake: sink.add,
  }).finally(sink.close)
  if (measured === undefined) throw new DataError(`There are no rows in ${shown(files)}.`)
  requireJudged(measured, files)
  warnOfOneSided(measured, positive)
  const result = { measure: flags.measure, constitution: path, files, ...measured }
  printResult(result, () => agreementReport(result, sink.shown), flags)
}

async function* rowsOf(files: readonly string[], format: TableFormat | undefined): AsyncGenerator<TableRow> {
  for (const file of files) yield* readTable(file, { format })
}

function columnsAsked(flags: Flags): Partial<Record<ColumnRole, string>> {
  const { text, prompt, answer, gold, group } = flags
  return Object.fromEntries(
    Object.entries({ text, prompt, answer, gold, group }).filter(([, name]) => name !== undefined),
  )
}

const shown = (files: readonly string[]) => files.map((file) => (file === '-' ? 'stdin' : file)).join(', ')

function positiveOf({ positive }: Flags): string[] | undefined {
  const labels = positive?.split(',').map((label) => label.trim())
  if (labels?.includes('')) throw new ConfigError(`--positive ${positive}: a label is empty.`)
  return labels
}

/** Figures of nothing would look like an answer. */
function requireJudged({ columns, rows: { read, used, unused } }: Measured, files: readonly string[]): void {
  if (used > 0) return
  const reasons = Object.entries(unused).map(([reason, count]) => `${count} ${reason}`)
  throw new DataError(`None of ${read} rows in ${shown(files)} can be judged: ${reasons.join(', ')}.`, {
    hint: `Read as ${Object.entries(columns)
      .map(([role, name]) => `${role}: ${name}`)
      .join(', ')}; --text, --prompt, --answer and --gold name others.`,
  })
}

function mistakeSink({ mistakes, showMistakes = '0' }: Flags, inputs: readonly string[]) {
  if (!/^\d+$/.test(showMistakes)) {
    throw new ConfigError(`--show-mistakes ${showMistakes}: it is a whole number.`)
  }
  const shown: Mistake[] = []
  const file = mistakes === undefined ? undefined : openMistakes(mistakes, inputs)
  return {
    shown,
    add(mistake: Mistake) {
      if (shown.length < Number(showMistakes)) shown.push(mistake)
      if (file !== undefined) writeSync(file, `${JSON.stringify(mistake)}\n`)
    },
    close() {
      if (file !== undefined) closeSync(file)
    },
  }
}

function openMistakes(path: string, inputs: readonly string[]): number {
  if (inputs.some((input) => samePlace(input, path))) {
    throw new ConfigError(`--mistakes ${path} is one of the files that are read; it would be overwritten.`)
  }
  try {
    return openSync(path, 'w')
  } catch (cause) {
    throw new ConfigError(`--mistakes ${path} can't be written (${(cause as NodeJS.ErrnoException).code}).`, {
      cause,
    })
  }
}

function samePlace(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false
  }
}

/** Most often a label that was mistyped. */
function warnOfOneSided({ labels, overall: { confusion } }: Measured, positive: string[] | undefined): void {
  const there = `The labels are: ${Object.keys(labels).join(', ')}.`
  if (confusion.truePositive + confusion.falseNegative === 0)
    process.stderr.write(`  No row is labelled ${positive?.join(' or ') ?? 'positive'}. ${there}\n`)
  else if (confusion.falsePositive + confusion.trueNegative === 0)
    process.stderr.write(`  Every row is labelled positive. ${there}\n`)
}
