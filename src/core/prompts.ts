/** Rows of prompt files -> Prompt records, each with its split. */
import { DataError } from './errors.js'
import { recordId } from './identity.js'
import { type MistypedKey, mistypedKeys } from './prompt-keys.js'
import { type PromptRow, promptRow } from './prompt-row.js'
import type { Prompt, PromptClass, Split } from './records.js'
import { promptText, type SplitRatios, splitOf } from './split.js'

export interface PromptSet {
  prompts: Prompt[]
  dropped: { where: string; reason: string }[]
  /** rows that name no class; they count as cooperating */
  unclassed: number
  /** keys that look like a known one misspelt; each once */
  mistyped: MistypedKey[]
}

export type Rows =
  | AsyncIterable<{ value: unknown; where: string }>
  | Iterable<{ value: unknown; where: string }>

/**
 * Reads one source. `where` is `file:line` of the row; `forced` puts every prompt into that split.
 * A repeated text (normalised) is dropped with a reason.
 * @throws DataError that lists every bad row (20 at most), or when there is no row at all.
 */
export async function readPrompts({
  rows,
  source,
  ratios,
  forced,
}: {
  rows: Rows
  source: string
  ratios: SplitRatios
  forced?: Split | undefined
}): Promise<PromptSet> {
  const set: PromptSet = { prompts: [], dropped: [], unclassed: 0, mistyped: [] }
  const mistyped = new Map<string, MistypedKey>()
  const problems: string[] = []
  const wheres = { text: new Map<string, string>(), id: new Map<string, string>() }
  for await (const { value, where } of rows) {
    const read = promptRow(value)
    const suspects = mistypedKeys(value)
    for (const { key, meant } of suspects) {
      const known = mistyped.get(key)
      if (known) known.rows += 1
      else mistyped.set(key, { key, meant, rows: 1, where })
    }
    if ('problems' in read) {
      const hints = suspects.map(({ key, meant }) => `; did you mean \`${meant}\` by \`${key}\`?`)
      problems.push(...read.problems.map((problem) => `${where}: ${problem}${hints.join('')}`))
      continue
    }
    const text = promptText(read.row.messages)
    const prompt = promptOf({ row: read.row, text, source, ratios, forced })
    const twin = wheres.id.get(prompt.id)
    const same = wheres.text.get(text)
    if (same !== undefined) set.dropped.push({ where, reason: `same text as ${same}` })
    else if (twin !== undefined) problems.push(`${where}: \`id\` ${prompt.id} is also that of ${twin}`)
    else {
      wheres.id.set(prompt.id, where)
      wheres.text.set(text, where)
      set.prompts.push(prompt)
      if (read.row.class === undefined) set.unclassed += 1
    }
  }
  if (problems.length > 0) throw badRows(problems)
  if (set.prompts.length === 0) throw new DataError(`${source}: holds no prompt.`, { hint: rowHint })
  return { ...set, mistyped: [...mistyped.values()] }
}

/**
 * Several sources as one. A text that stands in an evaluation source is an evaluation prompt wherever else it
 * stands: the other rows are dropped, and `alsoInEvaluation` counts them.
 * @throws DataError when two different prompts declare the same id.
 */
export function mergePrompts(sets: readonly PromptSet[]): PromptSet & { alsoInEvaluation: number } {
  const merged = {
    prompts: [] as Prompt[],
    dropped: sets.flatMap(({ dropped }) => dropped),
    unclassed: sets.reduce((sum, { unclassed }) => sum + unclassed, 0),
    mistyped: sets.flatMap(({ mistyped }) => mistyped),
    alsoInEvaluation: 0,
  }
  const kept = keptByText(sets)
  const byId = new Map<string, Prompt>()
  for (const prompt of sets.flatMap(({ prompts }) => prompts)) {
    const first = kept.get(promptText(prompt.messages))!
    if (first !== prompt) {
      if (first.split === 'evaluation' && prompt.split !== 'evaluation') merged.alsoInEvaluation += 1
      merged.dropped.push({ where: `${prompt.source} ${prompt.id}`, reason: `same text as ${first.id}` })
      continue
    }
    const twin = byId.get(prompt.id)
    if (twin !== undefined) {
      throw new DataError(
        `${prompt.source}: \`id\` ${prompt.id} is also that of a prompt in ${twin.source}.`,
        {
          hint: 'Give one of them another id.',
        },
      )
    }
    byId.set(prompt.id, prompt)
    merged.prompts.push(prompt)
  }
  return merged
}

const expectedOf: Record<PromptClass, Prompt['expected']> = {
  adversarial: 'refuse',
  borderline: 'comply',
  cooperating: 'comply',
}

const rowHint =
  'A row is a text, or an object with `prompt`, `messages` or `text`, and perhaps `class` and `id`.'

/** @param text its {@link promptText} */
export function promptOf({
  row,
  text,
  source,
  ratios,
  forced,
}: {
  row: PromptRow
  text: string
  source: string
  ratios: SplitRatios
  forced: Split | undefined
}): Prompt {
  const { messages, group } = row
  const promptClass = row.class ?? 'cooperating'
  return {
    id: row.id ?? recordId('prompt', [], { messages, class: promptClass }),
    messages,
    class: promptClass,
    expected: row.expected ?? expectedOf[promptClass],
    source: row.source ?? source,
    ...(group === undefined ? {} : { group }),
    split: forced ?? splitOf({ text, group, ratios }),
  }
}

function badRows(problems: readonly string[]): DataError {
  const shown = problems.slice(0, 20)
  const rest = problems.length - shown.length
  return new DataError([...shown, ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n'), { hint: rowHint })
}

/** The prompt that stands for each text: the first in an evaluation split, else the first of all. */
function keptByText(sets: readonly PromptSet[]): Map<string, Prompt> {
  const kept = new Map<string, Prompt>()
  for (const prompt of sets.flatMap(({ prompts }) => prompts)) {
    const text = promptText(prompt.messages)
    const first = kept.get(text)
    if (first === undefined || (first.split !== 'evaluation' && prompt.split === 'evaluation')) {
      kept.set(text, prompt)
    }
  }
  return kept
}
