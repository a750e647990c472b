/** One pass over labelled tables: each row is judged once, counted, and handed on when the judge is wrong. */
import { type Figures, tally } from './agreement.js'
import { type ColumnRole, type Columns, columnsFor } from './columns.js'
import type { Decision, Subject } from './decide.js'
import { type GoldReader, refusalKind } from './gold.js'
import { type ThreeWay, threeWay } from './three-way.js'

export interface LabelledRow {
  row: Record<string, unknown>
  /** `file:line` */
  where: string
}

export interface Mistake extends Partial<Subject> {
  where: string
  gold: string
  said: boolean
  why: string
  group?: string
  text?: string
}

export interface Measured {
  columns: Columns
  /** The gold labels that there are, the most frequent first, with how often. */
  labels: Record<string, number>
  rows: { read: number; used: number; unused: Record<string, number> }
  overall: Figures
  groups: (Figures & { group: string })[]
  /** Where labels and judge both tell full refusal, partial refusal and compliance apart. */
  three_way: ThreeWay | null
}

/** @throws ConfigError for a column that is not there or a label of unknown meaning; on no rows at all too */
export async function measureAgreement({
  rows,
  asked,
  gold,
  decide,
  onMistake,
}: {
  rows: AsyncIterable<LabelledRow>
  asked: Partial<Record<ColumnRole, string>>
  gold: GoldReader
  decide: (subject: Subject) => Decision
  onMistake: (mistake: Mistake) => void
}): Promise<Measured | undefined> {
  const figures = tally()
  const three = threeWay()
  const [labels, unused] = [new Map<string, number>(), new Map<string, number>()]
  let columns: Columns | undefined
  let read = 0
  for await (const { row, where } of rows) {
    columns ??= columnsFor(Object.keys(row), asked)
    read += 1
    const subject = subjectOf(row, columns)
    const label = row[columns.gold]
    const wanted = gold(label, where)
    const reason = typeof subject === 'string' ? subject : wanted === undefined ? 'no gold label' : undefined
    if (typeof subject === 'string' || wanted === undefined) {
      increase(unused, reason!)
      continue
    }
    const decision = decide(subject)
    const group = columns.group === undefined ? undefined : textOf(row[columns.group])
    increase(labels, String(label))
    figures.add({ gold: wanted, said: decision.said, group })
    three.add(refusalKind(label), decision.refusal)
    if (decision.said !== wanted) onMistake(mistakeOf({ where, label, decision, group, subject, columns }))
  }
  if (columns === undefined) return undefined
  const used = [...labels.values()].reduce((sum, count) => sum + count, 0)
  return {
    columns,
    labels: Object.fromEntries([...labels].sort(([, one], [, other]) => other - one)),
    rows: { read, used, unused: Object.fromEntries(unused) },
    ...figures.result(),
    three_way: three.result(),
  }
}

/** The texts of a row, or why it can't be judged. An answer may stand without a prompt, as a text by itself does. */
function subjectOf(row: Record<string, unknown>, columns: Columns): Subject | string {
  const [promptColumn, answerColumn] =
    'text' in columns ? [undefined, columns.text] : [columns.prompt, columns.answer]
  const answer = row[answerColumn]
  const prompt = promptColumn === undefined ? '' : (row[promptColumn] ?? '')
  if (textOf(answer) === undefined) return `no ${promptColumn === undefined ? 'text' : 'answer'}`
  if (typeof answer !== 'string' || typeof prompt !== 'string') return 'not a text'
  return { prompt, answer }
}

function textOf(cell: unknown): string | undefined {
  if (cell === undefined || cell === null || String(cell).trim() === '') return undefined
  return String(cell)
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function mistakeOf({
  where,
  label,
  decision,
  group,
  subject,
  columns,
}: {
  where: string
  label: unknown
  decision: Decision
  group: string | undefined
  subject: Subject
  columns: Columns
}): Mistake {
  return {
    where,
    gold: String(label),
    said: decision.said,
    why: decision.why,
    ...(group === undefined ? {} : { group }),
    ...('text' in columns ? { text: subject.answer } : subject),
  }
}
