import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { type Answer, answerSchema } from '../../core/asks.js'
import { readRowAt } from '../files/jsonl.js'

export interface AnswerPlace {
  key: string
  /** Relative to the outputs folder, so that the folder can be moved. */
  file: string
  offset: number
  length: number
}

/** Where each answered ask stands, in which step's answers.jsonl. The first answer to an ask stays. */
export interface AnswerIndex {
  /** With `replace` the new answers take the place of recorded ones (`--force`). */
  add(rows: readonly AnswerPlace[], options?: { replace?: boolean }): void
  /** The recorded answer of an ask from any step or run, or undefined when there is none or its file is gone. */
  find(key: string): Answer | undefined
  /** Forgets every answer that stands in a file (`--force`). */
  forget(file: string): void
}

export function answerIndex(database: Database.Database, outputs: string): AnswerIndex {
  const insert = database.prepare('INSERT OR IGNORE INTO answers VALUES (@key, @file, @offset, @length)')
  const replace = database.prepare('INSERT OR REPLACE INTO answers VALUES (@key, @file, @offset, @length)')
  const select = database.prepare<[string], AnswerPlace>('SELECT * FROM answers WHERE key = ?')
  const forgetKey = database.prepare('DELETE FROM answers WHERE key = ?')
  const forgetFile = database.prepare('DELETE FROM answers WHERE file = ?')
  return {
    add: (rows, options) => {
      const statement = options?.replace ? replace : insert
      database.transaction(() => rows.forEach((row) => void statement.run(row)))()
    },
    find(key) {
      const place = select.get(key)
      if (place === undefined) return undefined
      const answer = answerAt(join(outputs, place.file), place)
      // Its place would else be kept for an answer that nobody can read, and the next one would never be found.
      if (answer === undefined) forgetKey.run(key)
      return answer
    },
    forget: (file) => void forgetFile.run(file),
  }
}

/** Opening the file for each answer costs little beside looking up its place (measured: 50,000 in a second). */
function answerAt(path: string, place: AnswerPlace): Answer | undefined {
  try {
    const file = openSync(path, 'r')
    try {
      const row = readRowAt(file, place) as { key?: unknown; answer?: unknown }
      return row.key === place.key ? answerSchema.safeParse(row.answer).data : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
