/** `lattice constitution test`: the rules beside people, row by row. */
import { closeSync, openSync, writeSync } from 'node:fs'
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
  const positive = flags.positive?.split(',').map((label) => label.trim())
  const sink = mistakeSink(flags)
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
  if (measured === undefined) throw new DataError(`There are no rows in ${files.join(', ')}.`)
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

function mistakeSink({ mistakes, showMistakes = '0' }: Flags) {
  if (!/^\d+$/.test(showMistakes)) {
    throw new ConfigError(`--show-mistakes ${showMistakes}: it is a whole number.`)
  }
  const shown: Mistake[] = []
  const file = mistakes === undefined ? undefined : openSync(mistakes, 'w')
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

/** Most often a label that was mistyped. */
function warnOfOneSided({ labels, overall: { confusion } }: Measured, positive: string[] | undefined): void {
  const there = `The labels are: ${Object.keys(labels).join(', ')}.`
  if (confusion.truePositive + confusion.falseNegative === 0)
    process.stderr.write(`  No row is labelled ${positive?.join(' or ') ?? 'positive'}. ${there}\n`)
  else if (confusion.falsePositive + confusion.trueNegative === 0)
    process.stderr.write(`  Every row is labelled positive. ${there}\n`)
}
