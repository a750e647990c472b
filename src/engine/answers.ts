/** What `data.answers` comes to once its files are looked into. */
import type { Config } from '../core/config/schema.js'
import { DataError } from '../core/errors.js'
import { columnIn, type ImportColumns, type Row } from '../core/import/columns.js'
import { importedRow } from '../core/import/row.js'
import { type AnswerReading, answerReading, promptReading } from '../core/import/settings.js'
import { hashFile } from '../io/files/hash.js'
import { requireReadable } from '../io/files/readable.js'
import { readRows } from '../io/files/rows.js'

export interface ResolvedAnswers {
  files: { path: string; sha256: string }[]
  reading: AnswerReading
  /** Whether people said something of them, as far as the first rows show. */
  labelled: boolean
}

/** Null where the config names no answers. @throws DataError when there is no such file */
export async function resolveAnswers({ data: { answers } }: Config): Promise<ResolvedAnswers | null> {
  if (answers === undefined) return null
  for (const path of answers.files) requireAnswerFile(path)
  const { columns, format } = promptReading(answers)
  const seen = await lookInto(answers.files, columns, format)
  return {
    files: answers.files.map((path) => ({ path, sha256: hashFile(path).sha256 })),
    reading: answerReading(answers, answers.as ?? (seen.pairs ? 'pairs' : 'candidates')),
    labelled: seen.labelled,
  }
}

/** @throws DataError when there is no such file */
export function requireAnswerFile(path: string): void {
  const found = requireReadable(path, {
    Failure: DataError,
    missingHint: 'data.answers.files names the files; paths count from the file that names them.',
  })
  if (!found.isFile()) {
    throw new DataError(`${path} is a pipe or a device, which can be read only once.`, {
      hint: '`lattice import -` takes what comes on stdin.',
    })
  }
}

/** The first rows that can be used say what a file holds. */
async function lookInto(
  files: readonly string[],
  columns: ImportColumns,
  format: AnswerReading['format'],
): Promise<{ pairs: boolean; labelled: boolean }> {
  const seen = { pairs: false, labelled: false }
  let left = fewRows
  for (const path of files) {
    for await (const { value } of readRows(path, { format: format ?? 'table' })) {
      const read = importedRow(value, columns)
      if (!('reason' in read)) {
        seen.pairs ||= read.kind === 'pair'
        seen.labelled ||= columnIn(value as Row, 'gold', columns) !== undefined
        if (seen.pairs || seen.labelled) return seen
      }
      left -= 1
      if (left === 0) return seen
    }
  }
  return seen
}

const fewRows = 1000
