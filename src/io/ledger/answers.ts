import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { type Answer, answerSchema } from '../../core/asks.js'
import { readRowAt } from '../files/jsonl.js'

/** Where each answered ask stands, in which step's answers.jsonl. The first answer to an ask stays. */
export interface AnswerIndex {
  add(rows: { key: string; file: string; offset: number; length: number }[]): void
  /** The recorded answer of an ask from any step or run, or undefined when there is none or its file is gone. */
  find(key: string): Answer | undefined
  /** Forgets every answer that stands in a file (`--force`). */
  forget(file: string): void
}

/** File names are kept relative to the outputs folder, so that the folder can be moved. */
export function answerIndex(database: Database.Database, outputs: string): AnswerIndex {
  const insert = database.prepare('INSERT OR IGNORE INTO answers VALUES (@key, @file, @offset, @length)')
  const select = database.prepare<[string], { file: string; offset: number; length: number }>(
    'SELECT file, offset, length FROM answers WHERE key = ?',
  )
  return {
    add: (rows) => database.transaction(() => rows.forEach((row) => void insert.run(row)))(),
    find(key) {
      const place = select.get(key)
      return place === undefined ? undefined : answerAt(join(outputs, place.file), key, place)
    },
    forget: (file) => void database.prepare('DELETE FROM answers WHERE file = ?').run(file),
  }
}

function answerAt(path: string, key: string, place: { offset: number; length: number }): Answer | undefined {
  try {
    const file = openSync(path, 'r')
    try {
      const row = readRowAt(file, place) as { key?: unknown; answer?: unknown }
      return row.key === key ? answerSchema.safeParse(row.answer).data : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
