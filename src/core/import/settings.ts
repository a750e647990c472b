import type { AnswersConfig } from '../config/answers.js'
import type { Measure } from '../labelled/gold.js'
import type { PromptClass } from '../records.js'
import type { ImportColumns } from './columns.js'

/** How files of prompts with answers are read: what decides the prompts. */
export interface PromptReading {
  format: AnswersConfig['format'] | null
  columns: ImportColumns
  classes: Readonly<Record<string, PromptClass>>
}

/** The whole of it. */
export interface AnswerReading extends PromptReading {
  as: AnswersConfig['as'] & string
  human: boolean
  measure: Measure | null
  positive: readonly string[] | null
}

export function promptReading({ format, columns, classes }: AnswersConfig): PromptReading {
  const asked = Object.entries(columns).filter(([, name]) => name !== undefined)
  return { format: format ?? null, columns: Object.fromEntries(asked), classes: classes ?? {} }
}

/** @param as what the files hold, where the config leaves it open */
export function answerReading(config: AnswersConfig, as: AnswerReading['as']): AnswerReading {
  const { human, measure, positive } = config
  return { ...promptReading(config), as, human, measure: measure ?? null, positive: positive ?? null }
}
