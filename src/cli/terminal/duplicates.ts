/** Near-duplicates and contamination as a person reads them. */

import type { Contamination } from '../../core/duplicates/contamination.js'
import { contaminationSentence } from '../../core/duplicates/contamination-text.js'
import { wrapped } from '../../report/table.js'
import { coloursFor } from './colours.js'
import { table } from './table.js'
import { widthOf } from './width.js'
import { readingWidth } from './wrap.js'

export interface DuplicatesResult {
  threshold: number
  ngram: number
  texts: number
  blank: number
  /** Texts that could go: all but the first of each group. */
  repeats: number
  /** Probability that two texts of exactly the threshold's similarity are compared; more alike, more likely. */
  recall_at_threshold: number
  groups: { where: string; start: string }[][]
  pairs: { first: string; second: string; similarity: number }[]
}

const rowsPerGroup = 6

/** The largest groups first, each row with what it is most like. */
export function duplicatesText(result: DuplicatesResult, show: number): string {
  const colours = coloursFor('stdout')
  const closest = closestOf(result.pairs)
  const groups = [...result.groups].sort((a, b) => b.length - a.length).slice(0, show)
  const blocks = groups.map((group, index) => {
    const rows = group.slice(0, rowsPerGroup).map(({ where, start }, place) => {
      const pair = place === 0 ? undefined : closest.get(where)
      return [where, pair ? `${shown(pair.similarity)} to ${pair.other}` : 'first', start]
    })
    const more = group.length - rows.length
    return [
      `${colours.bold(`Group ${index + 1}: ${group.length} texts`)}\n`,
      table([{ title: '' }, { title: '' }, { title: '', width: textWidth(rows) }], rows),
      ...(more > 0 ? [`… and ${more} more\n`] : []),
    ].join('')
  })
  const left = result.groups.length - groups.length
  return [
    ...blocks,
    ...(left > 0
      ? [`… and ${counted(left, 'more group')}: --show ${result.groups.length}, or --json\n`]
      : []),
    summary(result),
  ].join('\n')
}

function summary({
  texts,
  blank,
  groups,
  repeats,
  threshold,
  ngram,
  recall_at_threshold: recall,
}: DuplicatesResult): string {
  const share = texts === 0 ? 0 : (100 * repeats) / texts
  const found =
    groups.length === 0
      ? `${counted(texts, 'text')}, no near-duplicates.`
      : `${counted(texts, 'text')}, ${counted(groups.length, 'group')}: ${repeats.toLocaleString('en')} (${share.toFixed(share < 10 ? 1 : 0)}%) repeat another one.`
  const empty = blank > 0 ? ` ${counted(blank, 'row')} without text left out.` : ''
  const how = `Near-duplicates share ${shown(threshold)} or more of their word ${ngram}-grams, compared exactly. Of pairs that are just so alike ${Math.round(100 * recall)}% are found, of closer ones more.`
  return lines(`${found}${empty}`, how)
}

/** The prompts of which most was found. @param starts how each prompt begins, by its place */
export function contaminationText(
  result: Contamination,
  { starts, show }: { starts: ReadonlyMap<string, string>; show: number },
): string {
  const rows = result.prompts
    .slice(0, show)
    .map((prompt) => [
      prompt.id,
      prompt.near_duplicate
        ? `${shown(prompt.near_duplicate.similarity)} like ${prompt.near_duplicate.row}`
        : '',
      prompt.row === null
        ? ''
        : `${Math.round(100 * prompt.share)}%${prompt.shares_13_gram ? ', 13 in a row' : ''}: ${prompt.row}`,
      starts.get(prompt.id) ?? '',
    ])
  const columns = [
    { title: 'evaluation prompt' },
    { title: 'near-duplicate' },
    { title: 'its 8-grams' },
    { title: '', width: textWidth(rows) },
  ]
  const left = result.prompts.length - rows.length
  const shared = result.most_shared.map(({ words, evaluation_prompts: n }) => `“${words}” (${n})`)
  return [
    ...(rows.length > 0 ? [table(columns, rows)] : []),
    ...(left > 0 ? [`… and ${left} more: --show ${result.prompts.length}, or --json\n`] : []),
    ...(rows.length > 0 ? ['\n'] : []),
    lines(
      contaminationSentence(result),
      ...(shared.length > 0 ? [`Shared most, by how many evaluation prompts: ${shared.join(', ')}.`] : []),
    ),
  ].join('')
}

/** Of each row the row that it is most like, an earlier one if there is any. */
function closestOf(pairs: DuplicatesResult['pairs']): Map<string, { other: string; similarity: number }> {
  const earlier = new Map<string, { other: string; similarity: number }>()
  const later = new Map<string, { other: string; similarity: number }>()
  const note = (closest: typeof earlier, row: string, other: string, similarity: number) => {
    if (similarity > (closest.get(row)?.similarity ?? 0)) closest.set(row, { other, similarity })
  }
  for (const { first, second, similarity } of pairs) {
    note(earlier, second, first, similarity)
    note(later, first, second, similarity)
  }
  return new Map([...later, ...earlier])
}

/** Never rounded up to 1, which means the same n-grams. */
const shown = (similarity: number) => (Math.floor(similarity * 100 + 1e-9) / 100).toFixed(2)

const counted = (count: number, what: string) =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`

const lines = (...sentences: string[]) =>
  sentences
    .flatMap((sentence) => wrapped(sentence, readingWidth(process.stdout)))
    .map((line) => `${line}\n`)
    .join('')

/** What is left for the text itself beside the other cells of a row. */
function textWidth(rows: readonly (readonly string[])[]): number {
  const widest = (index: number) => Math.max(0, ...rows.map((row) => widthOf(row[index] ?? '')))
  const others = (rows[0]?.length ?? 1) - 1
  const taken = Array.from({ length: others }, (_, index) => widest(index) + 2)
  return Math.max(20, (process.stdout.columns ?? 100) - taken.reduce((sum, width) => sum + width, 0))
}
