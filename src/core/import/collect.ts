/** Rows of somebody's files -> candidates, labels and selections, together with the prompts that they are about. */
import { recordId } from '../identity.js'
import type { Rows } from '../prompts.js'
import type { Candidate, Prompt, Selection, Verdict } from '../records.js'
import { promptText } from '../split.js'
import { columnIn, columnWatch, type ImportColumns, isPlain, type Row, textIn } from './columns.js'
import { labelsAgain, opposedPair, opposedPairs } from './contradictions.js'
import { labelReader, saysGood } from './label.js'
import { patternUse } from './pattern-use.js'
import { leftUnlabelled, rowRemarks } from './remarks.js'
import { type ImportedRow, importedRow, type OwnRow } from './row.js'
import type { AnswerReading } from './settings.js'
import { type RowTally, rowTally, strayPrompt } from './tally.js'

export interface Gathered {
  candidates: Candidate[]
  labels: Verdict[]
  selections: Selection[]
}

export interface Collected {
  /** By the id of the prompt. */
  found: ReadonlyMap<string, Gathered>
  dropped: { where: string; reason: string }[]
  rows: RowTally
  /** The columns that were read. */
  columns: ImportColumns
  labelsNotUnderstood: number
  /** What is odd about rows that were used → how many. */
  remarks: Record<string, number>
  /** Pattern of `classes` → rows that it took. */
  patterns: Record<string, number>
}

/**
 * What the files hold, by prompt.
 * @param prompts all prompts; a row belongs to the one of the same text, or whose id it names
 * @throws ConfigError for a column that was asked for and that no row has, a pattern of classes that fits no row, or a
 *   label of unknown meaning
 */
export async function collectAnswers({
  files,
  prompts,
  reading,
}: {
  files: readonly Rows[]
  prompts: readonly Prompt[]
  reading: AnswerReading
}): Promise<Collected> {
  const shelf = shelfFor(prompts, reading)
  const dropped: Collected['dropped'] = []
  const rows = rowTally()
  const watch = columnWatch(reading.columns)
  const patterns = patternUse(reading.classes)
  for (const file of files) {
    for await (const { value, where } of file) {
      const read = importedRow(value, reading.columns)
      if (isRow(value)) watch.add(value)
      if (!('reason' in read) && read.kind !== 'own')
        patterns.add(textIn(value as Row, 'class', reading.columns))
      const reason = 'reason' in read ? read.reason : shelf.put(read, value as Row, where)
      rows.add(value, reason)
      if (reason !== undefined) dropped.push({ where, reason })
    }
  }
  for (const where of shelf.withoutOpposed()) {
    rows.withdraw(opposedPair)
    dropped.push({ where, reason: opposedPair })
  }
  return { ...shelf.all(), dropped, rows, columns: watch.columns(), patterns: patterns.result() }
}

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function shelfFor(prompts: readonly Prompt[], reading: AnswerReading) {
  const byText = new Map(prompts.map((prompt) => [promptText(prompt.messages), prompt]))
  const byId = new Map(prompts.map((prompt) => [prompt.id, prompt]))
  const found = new Map<string, Gathered>()
  const known = new Map<string, Candidate>()
  const rowsSeen = new Set<string>()
  const placeOf = new Map<Selection, string>()
  const label = labels(reading)
  const again = labelsAgain()
  const remarks = rowRemarks(reading)

  const gathered = (prompt: Prompt): Gathered => {
    const before = found.get(prompt.id)
    if (before) return before
    const empty = { candidates: [], labels: [], selections: [] }
    found.set(prompt.id, empty)
    return empty
  }
  const add = (prompt: Prompt, make: (sample: number) => Candidate): Candidate => {
    const { candidates } = gathered(prompt)
    const made = make(candidates.length)
    const before = known.get(made.id)
    if (before) return before
    known.set(made.id, made)
    candidates.push(made)
    return made
  }
  const answer = (prompt: Prompt, text: string, row: Row | null) =>
    add(prompt, (sample) => candidateOf({ prompt, text, row, sample, reading }))

  return {
    /** @returns why the row can't be used */
    put(read: ImportedRow | OwnRow, row: Row, where: string): string | undefined {
      const prompt =
        read.kind === 'own' ? byId.get(read.candidate.prompt) : byText.get(promptText(read.prompt))
      if (prompt === undefined) return strayPrompt
      const misfit = misfitOf(read, reading) ?? badExample(row, reading)
      if (misfit !== undefined) return misfit
      const made =
        read.kind === 'pair'
          ? [answer(prompt, read.chosen, null), answer(prompt, read.rejected, null)]
          : [read.kind === 'own' ? add(prompt, () => read.candidate) : answer(prompt, read.answer, row)]
      const ids = made.map(({ id }) => id)
      const isRepeated = !isNew(rowsSeen, ids)
      const { labels: said, selections } = gathered(prompt)
      const verdicts = read.kind === 'pair' ? [] : label.of({ row, where, prompt, candidate: made[0]! })
      if (isRepeated) return again.add(said, verdicts[0])
      if (read.kind !== 'own') remarks.look(row, prompt)
      said.push(...verdicts)
      if (reading.as !== 'candidates') {
        const selection = selectionOf(prompt, ids)
        selections.push(selection)
        placeOf.set(selection, where)
      }
      return undefined
    },
    /** Takes out pairs that contradict each other. @returns the places of their rows */
    withoutOpposed(): string[] {
      return [...found.values()].flatMap((gathered) => {
        const { kept, opposed } = opposedPairs(gathered.selections)
        gathered.selections = kept
        return opposed.map((selection) => placeOf.get(selection)!)
      })
    },
    all: () => {
      if (again.disputed() > 0) remarks.add(leftUnlabelled, again.disputed())
      return { found, labelsNotUnderstood: label.notUnderstood(), remarks: remarks.result() }
    },
  }
}

function misfitOf({ kind }: ImportedRow | OwnRow, { as }: AnswerReading): string | undefined {
  if (as === 'pairs' && kind !== 'pair') return 'no pair, among pairs (--as candidates takes both)'
  return as === 'examples' && kind === 'pair'
    ? 'a pair, among examples (--as candidates takes both)'
    : undefined
}

/** What people call bad is no example to learn from. */
function badExample(row: Row, { as, columns, measure, positive }: AnswerReading): string | undefined {
  const column = as === 'examples' ? columnIn(row, 'gold', columns) : undefined
  if (column === undefined || measure !== null || positive !== null) return undefined
  return saysGood(column, row[column]) === false ? 'a bad answer (label false), among examples' : undefined
}

function isNew(seen: Set<string>, ids: readonly string[]): boolean {
  const key = ids.join(' ')
  return !seen.has(key) && Boolean(seen.add(key))
}

function candidateOf({
  prompt,
  text,
  row,
  sample,
  reading: { columns, human, as },
}: {
  prompt: Prompt
  text: string
  /** Null for an answer of a pair: whom a column names there is open. */
  row: Row | null
  sample: number
  reading: AnswerReading
}): Candidate {
  const column = row === null ? undefined : columnIn(row, 'model', columns)
  const cell = row === null || column === undefined ? undefined : row[column]
  const model = cell === undefined || cell === '' || !isPlain(cell) ? undefined : String(cell)
  const origin = human && as !== 'pairs' ? ('human' as const) : ('imported' as const)
  const id = recordId('candidate', [prompt.id], { origin, model: model ?? null, text })
  const made = { id, prompt: prompt.id, origin, from: [], sample, text, finish: 'stop' as const }
  return model === undefined ? made : { ...made, model }
}

/** One for each row, so that a pair keeps its two ends together. */
function selectionOf(prompt: Prompt, [chosen = '', rejected]: readonly string[]): Selection {
  const ends = { chosen: [chosen], rejected: rejected === undefined ? [] : [rejected] }
  const id = recordId('selection', [prompt.id, ...ends.chosen, ...ends.rejected], 'given')
  return { id, prompt: prompt.id, policy: 'given', ...ends }
}

function labels({ columns, measure, positive }: AnswerReading) {
  const readers = new Map<string, ReturnType<typeof labelReader>>()
  let notUnderstood = 0
  return {
    of({ row, ...subject }: { row: Row; where: string; prompt: Prompt; candidate: Candidate }): Verdict[] {
      const column = columnIn(row, 'gold', columns)
      if (column === undefined) return []
      const read = readers.get(column) ?? labelReader({ column, measure, positive })
      readers.set(column, read)
      const verdict = read({ cell: row[column], ...subject })
      if (verdict === 'not understood') notUnderstood += 1
      return typeof verdict === 'string' ? [] : [verdict]
    },
    notUnderstood: () => notUnderstood,
  }
}
