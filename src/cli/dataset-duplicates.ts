/** `lattice dataset duplicates`: what stands more than once in files, or what they hold of evaluation prompts. */
import { type Command, InvalidArgumentError } from 'commander'
import { type Contamination, createContaminationSearch } from '../core/duplicates/contamination.js'
import { createGrouping } from '../core/duplicates/groups.js'
import { type NearSettings, recallAt } from '../core/duplicates/near-index.js'
import { rowTexts } from '../core/duplicates/row-texts.js'
import { DataError } from '../core/errors.js'
import { readRows } from '../io/files/rows.js'
import { contaminationText, type DuplicatesResult, duplicatesText } from './terminal/duplicates.js'
import { printResult } from './terminal/result.js'

interface Flags {
  threshold: number
  ngram: number
  columns?: string[]
  against?: string
  show: number
  json?: boolean
}

export function configureDuplicates(command: Command): void {
  command
    .description(
      'Lists near-duplicates: texts of one or more files that share most of their word n-grams, whatever their case, ' +
        'punctuation and white space. Files may be JSONL, JSON, CSV, TSV or plain text with one text a line, packed ' +
        'with gzip or not. Rows with a prompt and answers are near-duplicates when each part is.',
    )
    .argument('<file...>', 'files of rows; - is stdin')
    .option('--threshold <s>', 'similarity from which two texts count: shared n-grams, 0.1 to 1', share, 0.7)
    .option('--ngram <n>', 'words of an n-gram; shorter texts must be equal', ngram, 3)
    .option(
      '--columns <names>',
      'columns to compare, as title,body; default: those of the usual formats',
      names,
    )
    .option('--against <file>', 'evaluation prompts: say instead which of them stand in the files')
    .option('--show <n>', 'groups or prompts that are shown', wholeNumber, 20)
    .option('--json', 'print everything as one JSON document')
    .action(run)
}

async function run(files: string[], flags: Flags): Promise<void> {
  if (flags.against === undefined) await listDuplicates(files, flags)
  else await listContamination(files, flags.against, flags)
}

async function listDuplicates(files: readonly string[], flags: Flags): Promise<void> {
  const settings = settingsOf(flags)
  const grouping = createGrouping(settings)
  const rows: { where: string; start: string }[] = []
  for await (const { texts, where } of textsOf(files, flags.columns)) {
    grouping.add(texts)
    rows.push({ where, start: startOf(texts) })
  }
  const { groups, pairs, blank } = grouping.result()
  const place = (row: number) => rows[row]!.where
  const result: DuplicatesResult = {
    ...settings,
    texts: rows.length,
    blank,
    repeats: groups.reduce((sum, { length }) => sum + length - 1, 0),
    recall_at_threshold: recallAt(settings.threshold, settings.threshold),
    groups: groups.map((group) => group.map((row) => rows[row]!)),
    pairs: pairs.map(({ first, second, similarity }) => ({
      first: place(first),
      second: place(second),
      similarity,
    })),
  }
  printResult(result, () => duplicatesText(result, flags.show), flags)
}

async function listContamination(files: readonly string[], against: string, flags: Flags): Promise<void> {
  const prompts: { id: string; text: string }[] = []
  const starts = new Map<string, string>()
  for await (const { texts, where } of textsOf([against], undefined)) {
    prompts.push({ id: where, text: texts[0] ?? '' })
    starts.set(where, startOf(texts.slice(0, 1)))
  }
  const search = createContaminationSearch(prompts, settingsOf(flags))
  for await (const { texts, where } of textsOf(files, flags.columns)) {
    const [prompt = '', ...answers] = texts
    search.count({ id: where, prompt, answers })
  }
  const result: Contamination = search.result()
  printResult(result, () => contaminationText(result, { starts, show: flags.show }), flags)
}

/** @throws DataError naming `file:line` of the first row that has nothing to compare. */
async function* textsOf(
  files: readonly string[],
  columns: readonly string[] | undefined,
): AsyncGenerator<{ texts: string[]; where: string }> {
  for (const file of files) {
    let rows = 0
    for await (const { value, where } of readRows(file)) {
      const texts = rowTexts(value, columns)
      if (!Array.isArray(texts))
        throw new DataError(`${where}: the row ${texts.problem}.`, {
          hint: '--columns names the columns to compare, as --columns title,body.',
        })
      rows++
      yield { texts, where }
    }
    if (rows === 0) throw new DataError(`${file === '-' ? 'stdin' : file}: holds no row.`)
  }
}

/** Copied: a slice would keep the whole text in memory. */
function startOf(texts: readonly string[]): string {
  const joined = texts.map((text) => text.slice(0, 200)).join(' → ')
  return Buffer.from(joined.slice(0, 200)).toString('utf8')
}

const settingsOf = ({ threshold, ngram }: Flags): NearSettings => ({ threshold, ngram })

function share(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !(number >= 0.1 && number <= 1))
    throw new InvalidArgumentError('It is a number from 0.1 to 1.')
  return number
}

function ngram(value: string): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < 1 || number > 20)
    throw new InvalidArgumentError('It is a whole number from 1 to 20.')
  return number
}

function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('It is a whole number from 0 on.')
  return Number(value)
}

function names(value: string): string[] {
  const list = value.split(',').map((name) => name.trim())
  if (list.includes('')) throw new InvalidArgumentError('A name is empty.')
  return list
}
