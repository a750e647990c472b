/** What was imported, as a terminal shows it. */
import type { ImportDocument } from '../../core/import/document.js'
import type { SplitRatios } from '../../core/split.js'
import { cleanText } from './clean-text.js'
import { coloursFor } from './colours.js'
import { table } from './table.js'

export function importText(imported: ImportDocument, ratios: SplitRatios): string {
  const notes = notesOf(imported, ratios).map((note) => `${note}\n`)
  return `${importTable(imported)}${notes.length === 0 ? '' : `\n${notes.join('')}`}\n`
}

/** What a person should do about it. */
function notesOf(
  { rows, labels, prompts, may_hold_class }: ImportDocument,
  { validation }: SplitRatios,
): string[] {
  const missing = (['train', 'validation'] as const).filter(
    (split) => prompts[split] === undefined && (split === 'train' || validation > 0),
  )
  return [
    ...(rows.used < rows.read
      ? ['candidates/dropped.jsonl in the folder of the run lists the rows that are left out.']
      : []),
    ...(may_hold_class === null ? [] : [classNote(may_hold_class)]),
    ...(labels !== null && labels.not_understood > 0
      ? [
          `Labels that are not understood count for nothing: --measure harm or refusal, with --positive LABELS, says what those of ${cleanText(labels.column)} mean.`,
        ]
      : []),
    ...(missing.length === 0
      ? []
      : [
          `No prompt falls into ${missing.map((split) => splitWords[split]?.replace('for ', '')).join(' or ')}, and a data set needs some: add prompts, or --set data.split.validation=0 (no early stopping) or data.split.evaluation=0.`,
        ]),
  ]
}

function classNote(columns: readonly string[]): string {
  const perhaps = columns.length === 0 ? '' : ` Perhaps it is in ${cleanText(columns.join(' or '))}.`
  return `No row says a class, so every prompt counts as cooperating, one to be answered: --class COLUMN --classes 'VALUE=adversarial,…' says it.${perhaps}`
}

function importTable({
  as,
  rows,
  answers,
  selections,
  prompts,
  classes,
  models,
  columns,
  labels,
  remarks,
  patterns,
}: ImportDocument): string {
  const { bold } = coloursFor('stdout')
  const count = (n: number) => n.toLocaleString('en')
  const kept = as === 'candidates' ? 'answers' : as
  const made = as === 'candidates' ? answers : selections
  const lines: [string, string][] = [
    ['rows', `${count(rows.used)} of ${count(rows.read)} used`],
    ...Object.entries(rows.unused).map(([reason, n]): [string, string] => ['', `${count(n)}: ${reason}`]),
    [kept, count(made)],
    ...Object.entries(remarks).map(([remark, n]): [string, string] => ['but', `${count(n)}: ${remark}`]),
    ['prompts', `${count(sum(prompts))}: ${listed(prompts, splitWords)}`],
    ['', listed(classes)],
    ...Object.entries(patterns).map(([pattern, n]): [string, string] => [
      '',
      `${pattern} took ${count(n)} rows`,
    ]),
    ...(Object.keys(models).length === 0 ? [] : [['written by', listed(models)] as [string, string]]),
    ...(labels === null ? [] : labelLines(labels)),
    [
      'read as',
      Object.entries(columns)
        .map(([role, name]) => `${role}: ${name}`)
        .join(', '),
    ],
  ]
  return `${bold('Imported')}\n${table([{ title: '' }, { title: '' }], lines)}`
}

function labelLines({ column, said, not_understood }: ImportDocument['labels'] & object): [string, string][] {
  const unread = not_understood === 0 ? '' : `${not_understood} not understood`
  return [[`labels (${column})`, [listed(said), unread].filter((part) => part !== '').join(', ')]]
}

const splitWords: Record<string, string> = {
  train: 'for training',
  validation: 'for validation',
  evaluation: 'for evaluation',
}

const listed = (counts: Record<string, number>, words: Record<string, string> = {}) =>
  Object.entries(counts)
    .map(([name, n]) => `${n.toLocaleString('en')} ${Object.hasOwn(words, name) ? words[name] : name}`)
    .join(', ')

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, n) => total + n, 0)
