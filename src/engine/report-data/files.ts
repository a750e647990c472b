/** The files that a step left, read by their schema. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { LatticeError } from '../../core/errors.js'
import type { StepRow } from '../../io/ledger/steps.js'

export interface UsedStep {
  row: StepRow
  outputs: string
}

export const fileOf = ({ row, outputs }: UsedStep, name: string): string => join(outputs, row.folder, name)

/** A JSON document of a step, or null where it isn't there. @throws LatticeError when it can't be understood. */
export function documentOf<T extends z.ZodType>(step: UsedStep, name: string, schema: T): z.output<T> | null {
  const path = fileOf(step, name)
  if (!existsSync(path)) return null
  const parsed = schema.safeParse(asJson(readFileSync(path, 'utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new LatticeError(`${path} can't be read here: ${issue?.path.join('.') ?? ''} ${issue?.message}.`, {
    hint: `Another version of lattice wrote it, or it was changed. lattice run --force ${step.row.id} makes it again.`,
  })
}

/** Numbers and words of a step's facts; what has parts of its own is told elsewhere. */
export function factTexts(facts: Record<string, unknown>): [string, string][] {
  return Object.entries(facts).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'number') return [[name, figure(value)]]
    return typeof value === 'string' ? [[name, value]] : []
  })
}

const figure = (value: number) =>
  Number.isInteger(value) ? value.toLocaleString('en') : String(Number(value.toPrecision(4)))

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
