/** `import.json`: what was imported, from where, and what was left out. */
import { z } from 'zod'
import { answerKinds } from '../config/answers.js'
import { countOf } from '../count.js'
import type { Prompt } from '../records.js'
import type { Collected } from './collect.js'
import type { ImportColumns } from './columns.js'
import type { AnswerReading } from './settings.js'

const count = z.int().nonnegative()
const counts = z.record(z.string(), count)

export const importSchema = z.strictObject({
  schema: z.literal('lattice-import/1'),
  as: z.enum(answerKinds),
  files: z.array(z.strictObject({ source: z.string(), sha256: z.string() })),
  columns: z.record(z.string(), z.string()).describe('what a column was read as → its name'),
  rows: z.strictObject({ read: count, used: count, unused: counts.describe('reason → rows') }),
  remarks: counts.default({}).describe('what is odd about rows that are used → how many'),
  patterns: counts.default({}).describe('pattern of the classes → rows that it took'),
  answers: count.describe('different answers'),
  prompts: counts.describe('prompts that are answered, by split'),
  classes: counts.describe('the same by class'),
  may_hold_class: z
    .array(z.string())
    .nullable()
    .default(null)
    .describe('null where rows or the settings say a class; else columns that may hold one'),
  models: counts.describe('answers by who wrote them, where the file says so'),
  selections: count.describe('pairs or examples that the file gives'),
  labels: z
    .strictObject({
      column: z.string(),
      not_understood: count,
      said: counts.describe('what they say → answers'),
    })
    .nullable(),
})

export type ImportDocument = z.infer<typeof importSchema>

export function importDocument({
  files,
  reading,
  prompts,
  collected: { found, rows, columns, labelsNotUnderstood, remarks, patterns },
}: {
  files: ImportDocument['files']
  reading: AnswerReading
  prompts: readonly Prompt[]
  collected: Collected
}): ImportDocument {
  const all = [...found.values()]
  const candidates = all.flatMap((gathered) => gathered.candidates)
  const labels = all.flatMap((gathered) => gathered.labels)
  const answered = prompts.filter(({ id }) => found.has(id))
  return {
    schema: 'lattice-import/1',
    as: reading.as,
    files,
    columns,
    rows: { read: rows.read, used: rows.used, unused: rows.unused() },
    remarks,
    patterns,
    answers: candidates.length,
    prompts: countOf(answered.map(({ split }) => split)),
    classes: countOf(answered.map((prompt) => prompt.class)),
    may_hold_class: saysClass(answered, columns, reading) ? null : mayHoldClass(rows.columns(), columns),
    models: countOf(candidates.flatMap(({ model }) => model ?? [])),
    selections: all.flatMap(({ selections }) => selections).length,
    labels:
      columns.gold === undefined
        ? null
        : {
            column: columns.gold,
            not_understood: labelsNotUnderstood,
            said: countOf(labels.map(({ category }) => category ?? '')),
          },
  }
}

function saysClass(answered: readonly Prompt[], columns: ImportColumns, { classes }: AnswerReading): boolean {
  const told = columns.class !== undefined || Object.keys(classes).length > 0
  return told || answered.some((prompt) => prompt.class !== 'cooperating')
}

function mayHoldClass(there: readonly string[], read: ImportColumns): string[] {
  const free = there.filter((name) => !Object.values(read).includes(name))
  return free.filter((name) => /type|categor|class|kind|topic|subset|harm|safe/i.test(name)).slice(0, 5)
}
