import type { PromptReading } from '../core/import/settings.js'
import { readPromptFiles } from '../core/prompt-files.js'
import type { SplitRatios } from '../core/split.js'
import type { Stage } from './stage.js'

export interface PromptsSettings {
  /** One entry per input file, in the order of the config. */
  files: { input: string; source: string; evaluation: boolean; answers?: PromptReading }[]
  ratios: SplitRatios
}

/** Reads the prompt files and puts every prompt into its split, once and for all. */
export const promptsStage: Stage<PromptsSettings> = {
  name: 'prompts',
  version: 3,
  async *run({ settings: { files, ratios }, ports }) {
    const merged = await readPromptFiles(
      files.map(({ input, ...file }) => ({
        ...file,
        rows: file.answers ? ports.rows(input, file.answers.format ?? 'table') : ports.rows(input),
      })),
      ratios,
    )
    for (const record of merged.prompts) yield { file: 'prompts.jsonl', record }
    for (const { where, reason } of merged.dropped) yield { dropped: where, reason }
    const count = (split: string) => merged.prompts.filter((prompt) => prompt.split === split).length
    yield { fact: 'train', value: count('train') }
    yield { fact: 'validation', value: count('validation') }
    yield { fact: 'evaluation', value: count('evaluation') }
    if (merged.alsoInEvaluation > 0) yield { fact: 'also in evaluation', value: merged.alsoInEvaluation }
    if (merged.unclassed > 0)
      yield { fact: 'without a class (count as cooperating)', value: merged.unclassed }
    for (const { key, meant, rows } of merged.mistyped)
      yield { fact: `rows with ${key} (perhaps meant: ${meant})`, value: rows }
  },
}
