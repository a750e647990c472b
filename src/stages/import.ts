import { collectAnswers } from '../core/import/collect.js'
import { importDocument } from '../core/import/document.js'
import { tornLine } from '../core/import/row.js'
import type { AnswerReading } from '../core/import/settings.js'
import { requireUsable } from '../core/import/tally.js'
import { type Prompt, promptSchema } from '../core/records.js'
import type { Stage } from './stage.js'

export interface ImportSettings extends AnswerReading {
  /** One entry per input file, in the order of the config. */
  files: { input: string; source: string }[]
}

/** Answers that are there already, in the order of the prompts that they answer. */
export const importStage: Stage<ImportSettings> = {
  name: 'import',
  version: 3,
  async *run({ settings: { files, ...reading }, ports }) {
    const prompts: Prompt[] = []
    for await (const prompt of ports.read('prompts', promptSchema)) prompts.push(prompt)
    const collected = await collectAnswers({
      files: files.map(({ input }) => ports.rows(input, reading.format ?? 'table')),
      prompts,
      reading,
    })
    requireUsable(
      collected.rows,
      files.map(({ source }) => source),
      reading.columns,
    )
    for (const { where, reason } of collected.dropped) yield { dropped: where, reason }
    for (const { id } of prompts) {
      const { candidates = [], labels = [], selections = [] } = collected.found.get(id) ?? {}
      for (const record of candidates) yield { file: 'candidates.jsonl', record }
      for (const record of labels) yield { file: 'labels.jsonl', record }
      for (const record of selections) yield { file: 'selections.jsonl', record }
    }
    const document = importDocument({
      files: files.map(({ input, source }) => ({ source, sha256: ports.hashOf(input) })),
      reading,
      prompts,
      collected,
    })
    yield { file: 'import.json', document: `${JSON.stringify(document, null, 2)}\n` }
    const torn = collected.dropped.find(({ reason }) => reason === tornLine)
    if (torn) yield { fact: 'warnings', value: [`${torn.where} ends too early: is the file whole?`] }
    const { rows, answers, labels } = document
    yield { fact: 'rows', value: rows.read }
    yield { fact: 'used', value: rows.used }
    yield { fact: 'answers', value: answers }
    if (reading.as !== 'candidates') yield { fact: reading.as, value: document.selections }
    if (labels !== null) yield { fact: 'labelled', value: sum(Object.values(labels.said)) }
    if (labels !== null && labels.not_understood > 0)
      yield { fact: 'labels not understood', value: labels.not_understood }
  },
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
