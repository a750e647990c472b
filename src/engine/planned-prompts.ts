/**
 * The prompts that a plan will work with, counted before any work: a run that would end without a prompt to train or
 * to compare on fails in its first second, and a broken row does too.
 */
import type { AnswersConfig } from '../core/config/answers.js'
import type { Config } from '../core/config/schema.js'
import { DataError } from '../core/errors.js'
import { promptReading } from '../core/import/settings.js'
import { type PromptFile, readPromptFiles } from '../core/prompt-files.js'
import { type MistypedKey, mistypedText } from '../core/prompt-keys.js'
import type { Split } from '../core/records.js'
import type { Redactor } from '../core/redaction/redact.js'
import { ratiosFor } from '../core/split.js'
import { readRows } from '../io/files/rows.js'
import type { Ledger } from '../io/ledger/ledger.js'
import { requireAnswerFile } from './answers.js'
import { nameOf } from './graph/build.js'
import { inputHashes, type PlannedStep } from './plan.js'
import { openDoor } from './redaction.js'
import { requirePromptFile } from './resolve.js'
import { stepKey } from './step.js'

export interface PlannedPrompts {
  prompts: number
  /** Null before the key of redaction is made: what is redacted decides the split. */
  splits: Record<Split, number> | null
  unclassed: number
  mistyped: MistypedKey[]
}

/** Of a prompts step that is done its facts; else the files are read. Null where the plan needs no prompts. */
export async function plannedPrompts({
  plan,
  ledger,
  config,
  redactor,
}: {
  plan: readonly PlannedStep[]
  ledger: Ledger
  config: Config
  redactor: Redactor | null | 'no key yet'
}): Promise<PlannedPrompts | null> {
  const prompts = plan.find(({ definition }) => definition.recipe.stage === 'prompts')
  if (prompts === undefined) return null
  if (prompts.decision !== 'reuse') return promptsOfFiles(config, redactor)
  const { recipe, inputs } = prompts.definition
  const facts = ledger.steps.get(stepKey(recipe, inputHashes(inputs, new Map())))?.facts ?? {}
  const count = (split: Split) => Number(facts[split] ?? 0)
  const splits = splitsBy(count)
  return { prompts: totalOf(splits), splits, unclassed: 0, mistyped: [] }
}

/** Reads the files as the prompts step will. @throws DataError for the first file that is wrong. */
export async function promptsOfFiles(
  { data }: Pick<Config, 'data'>,
  redactor: Redactor | null | 'no key yet',
): Promise<PlannedPrompts> {
  const door = redactor === null || redactor === 'no key yet' ? null : openDoor(redactor)
  const atDoor = (rows: ReturnType<typeof readRows>) => (door ? door.rows(rows) : rows)
  const file = (path: string, evaluation: boolean): PromptFile => {
    requirePromptFile(path)
    return { rows: atDoor(readRows(path)), source: nameOf(path), evaluation }
  }
  const answered = (config: AnswersConfig): PromptFile[] =>
    config.files.map((path) => {
      requireAnswerFile(path)
      const reading = promptReading(config)
      const rows = atDoor(readRows(path, { format: reading.format ?? 'table' }))
      return { rows, source: nameOf(path), evaluation: false, answers: reading }
    })
  const files = [
    ...data.prompts.map((path) => file(path, false)),
    ...(data.answers ? answered(data.answers) : []),
    ...(data.evaluation ?? []).map((path) => file(path, true)),
  ]
  const ratios = ratiosFor(data.split, data.evaluation !== undefined)
  const { prompts, unclassed, mistyped } = await readPromptFiles(files, ratios)
  const count = (split: Split) => prompts.filter((prompt) => prompt.split === split).length
  const splits = redactor === 'no key yet' ? null : splitsBy(count)
  return { prompts: prompts.length, splits, unclassed, mistyped }
}

/** @throws DataError when a step would make something of a split without a prompt. */
export function requirePrompts(
  prompts: PlannedPrompts | null,
  plan: readonly PlannedStep[],
  config: Config,
): void {
  if (!prompts?.splits) return
  const works = (stage: string) =>
    plan.some(({ definition, decision }) => definition.recipe.stage === stage && decision !== 'reuse')
  const wanted: Split[] = []
  if (works('generate') || works('dataset')) wanted.push('train')
  if (works('dataset')) wanted.push('validation')
  if (works('sample') || works('compare')) wanted.push('evaluation')
  requireSplits(prompts.splits, wanted, config)
}

/** @throws DataError that says which of the wanted splits has no prompt, and the way out. */
export function requireSplits(
  splits: Record<Split, number>,
  wanted: readonly Split[],
  { data }: Pick<Config, 'data'>,
): void {
  // Whoever asks for no validation knows that early stopping has nothing to look at.
  const empty = wanted.filter(
    (split) => splits[split] === 0 && !(split === 'validation' && data.split.validation === 0),
  )
  const [first] = empty
  if (first === undefined) return
  const names = [...data.prompts, ...(data.answers?.files ?? []), ...(data.evaluation ?? [])].map(nameOf)
  const total = totalOf(splits)
  const has = names.length === 1 ? 'has' : 'have'
  throw new DataError(
    `${names.join(', ')} ${has} ${total} ${total === 1 ? 'prompt' : 'prompts'}: none falls into ${empty.map((split) => (split === 'train' ? 'training' : split)).join(' or ')}.`,
    { hint: waysOut[first](data) },
  )
}

const waysOut: Record<Split, (data: Config['data']) => string> = {
  train: () => 'Add prompts, or lower data.split.validation and data.split.evaluation.',
  validation: ({ split }) =>
    `Add prompts, raise data.split.validation (now ${split.validation}), or set it to 0 to train without early stopping.`,
  evaluation: ({ split }) =>
    `Add prompts, raise data.split.evaluation (now ${split.evaluation}), or name files of evaluation prompts in data.evaluation.`,
}

/** How many prompts the models of a plan will be compared on; null when no comparison runs. */
export function comparedPrompts(
  prompts: PlannedPrompts | null,
  plan: readonly PlannedStep[],
  limit: number | undefined,
): number | null {
  const compare = plan.find(({ definition }) => definition.recipe.stage === 'compare')
  if (!prompts?.splits || compare === undefined || compare.decision === 'reuse') return null
  return Math.min(prompts.splits.evaluation, limit ?? prompts.splits.evaluation)
}

/** What looks like a mistake in the files, and what a missing class comes to. */
export function promptNotes(prompts: PlannedPrompts | null): string[] {
  if (prompts === null) return []
  const { unclassed, mistyped } = prompts
  const none = `${unclassed} ${unclassed === 1 ? 'row has no class and counts' : 'rows have no class and count'} as cooperating.`
  return [...mistyped.map(mistypedText), ...(unclassed > 0 ? [none] : [])]
}

const splitsBy = (count: (split: Split) => number) => ({
  train: count('train'),
  validation: count('validation'),
  evaluation: count('evaluation'),
})

const totalOf = ({ train, validation, evaluation }: Record<Split, number>) => train + validation + evaluation
